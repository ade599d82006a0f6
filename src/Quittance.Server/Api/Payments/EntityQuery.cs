using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain.Businesses;
using Quittance.Server.Businesses;
using Quittance.Server.Showing;

namespace Quittance.Server.Api.Payments;

/// <summary>The parameters by which entities are found; a repeated key is a list of alternatives.</summary>
public sealed record EntityQuery(
    HttpRequest Request,
    [property: Description("Whether payment methods are shown.")] bool? PaymentMethods,
    [property: Description("If true, only entities that are your own customers.")] bool? IsCustomer,
    string[]? ForeignId,
    [property: Description("unverified, pending, resubmit, review, verified or failed.")] string[]? Status,
    bool? IsPayee,
    bool? IsPayor,
    [property: Description("A part of the name. Deprecated: use search.")] string? Name,
    [property: Description("A part of the name, the e-mail address or emailTo, in any case.")] string? Search,
    [property: Description("As metadata[key]=…&metadata[value]=…, or as a JSON object with key and value. NULL as a value: without the key; NOT NULL: with it. Filters are all met.")] string[]? Metadata,
    [property: Description("Keys of metadata to show.")] string[]? ReturnMetadata,
    [property: Range(1, 100), DefaultValue(10)] int? Limit,
    [property: Description("The id of the last entity of the page before.")] string? StartingAfter)
{
    internal const int LimitMax = 100;
    internal const int LimitDefault = 10;
    internal const int ValuesMax = 100;

    private static readonly Dictionary<string, VerificationStatus> Statuses = EntityWords.Of<VerificationStatus>();

    internal (BusinessFilter Filter, EntityExtras Extras, int Limit) Checked()
    {
        var check = new Check();
        check.Between("limit", Limit, 1, LimitMax);
        var filter = new BusinessFilter(
            IsCustomer == true,
            IsPayor,
            IsPayee,
            [.. Texts(check, "status", Status).Select(word => check.OneOf("status", word, Statuses)).OfType<VerificationStatus>()],
            Texts(check, "foreignId", ForeignId),
            check.Optional("name", Name),
            check.Optional("search", Search),
            MetadataParameters.Read("metadata", Request.QueryString.Value, check));
        var extras = new EntityExtras(Texts(check, "returnMetadata", ReturnMetadata), PaymentMethods == true);
        check.Done();
        return (filter, extras, Limit ?? LimitDefault);
    }

    /// <summary>The texts of a repeated parameter; empty ones are none.</summary>
    internal static IReadOnlyList<string> Texts(Check check, string field, string[]? texts) => [.. check.Items(field, texts, ValuesMax).Where(text => text.Length > 0)];
}

/// <summary>Enums in the words of the dialect: those of the code, in lower case.</summary>
internal static class EntityWords
{
    public static Dictionary<string, T> Of<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(value => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{value}"), StringComparer.Ordinal);
}
