using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain.Businesses;
using Quittance.Domain.Networks;
using Quittance.Server.Networks;

namespace Quittance.Server.Api.Network;

/// <summary>Which connections a list holds. Without <c>businessId</c> a caller of both sides gets a connection once, from the payer's side.</summary>
public sealed record ConnectionQuery(
    [property: Description("pending, active or archived; left out: active and archived.")] string? Status,
    [property: Description("Only connections that have this tag on the side that is shown.")] string? TagId,
    [property: Description("A part of either business's name or of the alias, in any case.")] string? Search,
    [property: Description("Only connections of this business, seen from its side.")] string? BusinessId)
{
    internal ConnectionFilter Checked()
    {
        var check = new Check();
        var status = check.OneOf("status", string.IsNullOrEmpty(Status) ? null : Status, NetworkWords.Statuses);
        var search = check.Optional("search", Search);
        check.Done();
        Guid? tag = string.IsNullOrEmpty(TagId) ? null : Ids.TryRead(NetworkIds.Tag, TagId, out var id) ? id : Guid.Empty;
        return new ConnectionFilter(status, tag, search, NetworkIds.SideOf(BusinessId));
    }
}

/// <summary>A new connection of two businesses that are both the caller's.</summary>
public sealed record ConnectionRequest(
    [property: Required] string? PayerBusinessId,
    [property: Required] string? PayeeBusinessId,
    [property: MaxLength(Limits.NameMax), Description("The payer's name for it.")] string? Alias,
    [property: Range(0, ConnectionSettings.NetTermsDaysMax), Description("Days to the default due date.")] int? NetTerms)
{
    internal (BusinessId Payer, BusinessId Payee, string? Alias, ConnectionSettings Settings) Checked()
    {
        var check = new Check();
        var payer = check.Required("payerBusinessId", PayerBusinessId);
        var payee = check.Required("payeeBusinessId", PayeeBusinessId);
        var alias = check.Optional("alias", Alias);
        check.Between("netTerms", NetTerms, 0, ConnectionSettings.NetTermsDaysMax);
        check.Done();
        return (NetworkIds.BusinessOf(payer), NetworkIds.BusinessOf(payee), alias, new ConnectionSettings(NetTerms, null));
    }
}

/// <summary>The tags that a connection shall have instead of those it has.</summary>
public sealed record ConnectionTagsRequest([property: Required, Description("At most 100; an empty array takes all away.")] IReadOnlyList<string?>? TagIds)
{
    private const int TagsMax = 100;

    internal IReadOnlyList<(Guid Id, string Text)> Checked()
    {
        var check = new Check();
        if (TagIds is null)
        {
            check.Fault("tagIds", "tagIds is required");
        }

        var ids = check.Items("tagIds", TagIds, TagsMax);
        check.Done();
        // What is no id is a tag that does not exist, as one with an unknown id is.
        return [.. ids.Select(text => (Ids.TryRead(NetworkIds.Tag, text, out var id) ? id : Guid.Empty, text ?? "null"))];
    }
}

/// <summary>A connection as one of its sides sees it.</summary>
public sealed record ConnectionResponse(
    string Id,
    [property: Description("pending, active or archived.")] string Status,
    [property: Description("Your side's own name for it; the other side does not see it.")] string? Alias,
    [property: Description("Your side's own tags; the other side does not see them.")] IReadOnlyList<TagResponse> Tags,
    ConnectionSettingsResponse Settings,
    [property: Description("The name of your side's business.")] string BusinessName,
    [property: Description("The name of the other side's business; null while the invitation waits.")] string? ConnectedBusinessName,
    string BusinessId,
    [property: Description("Null while the invitation waits.")] string? ConnectedBusinessId,
    [property: Description("Your side: payer or payee.")] string Role,
    DateTimeOffset CreatedAt,
    [property: Description("When status or settings changed last; aliases and tags do not count.")] DateTimeOffset UpdatedAt,
    DateTimeOffset? ArchivedAt)
{
    internal static ConnectionResponse Of(ConnectionView view) => new(
        Ids.Write(NetworkIds.Connection, view.Connection.Id.Value),
        NetworkWords.Of(view.Connection.Status),
        view.Alias,
        [.. view.Tags.Select(TagResponse.Of)],
        ConnectionSettingsResponse.Of(view.Connection.Settings),
        view.BusinessName,
        view.ConnectedBusinessName,
        Ids.Write(NetworkIds.Business, view.BusinessId.Value),
        view.ConnectedBusinessId is { } other ? Ids.Write(NetworkIds.Business, other.Value) : null,
        NetworkWords.Of(view.Role),
        view.Connection.CreatedAt,
        view.Connection.UpdatedAt,
        view.Connection.ArchivedAt);
}
