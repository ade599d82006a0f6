using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Quittance.Server.Accounting;
using Quittance.Server.Hosting;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Accounting;

/// <summary>A new accounting connection. The whole body may be missing.</summary>
[SnakeCase, JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AccountingConnectionRequest(
    [property: Description("The only system that it can be connected to, as GET /v1/accounting_platforms names it. Left out, the user chooses at connection_url.")] string? Platform)
{
    /// <summary>An empty text says nothing.</summary>
    internal string? Checked() => string.IsNullOrWhiteSpace(Platform) ? null : Platform;
}

/// <summary>What a system's form asks for, given by a platform instead of the user.</summary>
[SnakeCase, JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AccountingCredentialsRequest(
    [property: Required, Description("As GET /v1/accounting_platforms names it.")] string? Platform,
    [property: Description("The system's fields, by their names. All of them: what is left out has its default. Secrets are stored encrypted, never returned.")]
    IReadOnlyDictionary<string, string?>? Settings)
{
    internal (string Platform, IReadOnlyDictionary<string, string?> Settings) Checked()
    {
        var check = new Check();
        var platform = check.Required("platform", Platform);
        check.Done();
        return (platform, Settings ?? new Dictionary<string, string?>());
    }
}

/// <summary>A connection of an entity to an accounting system.</summary>
[SnakeCase]
public sealed record AccountingConnectionResponse(
    Guid Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    [property: Description("The page where the entity's user connects the system. It works once, for seven days, and again when the system has to be allowed again.")] Uri ConnectionUrl,
    [property: Description("Whose books are connected; null until then.")] AccountingBusinessInfoWire? BusinessInfo,
    [property: Description("What keeps the connection from working; null when nothing does. The synchronised records have their own.")] IReadOnlyList<AccountingErrorWire>? Errors,
    [property: Description("When a synchronisation last ended well.")] DateTimeOffset? LastPull,
    [property: Description("Null until the system is known.")] string? Platform,
    [property: Description("pending_auth, connected, deauthorized or disconnected.")] string Status)
{
    internal static AccountingConnectionResponse Of(AccountingConnectionView view, HttpRequest request, ServerOptions options)
    {
        var connection = view.Connection;
        return new(
            connection.Id.Value,
            connection.CreatedAt,
            connection.UpdatedAt,
            new Uri($"{options.UrlFor(request)}/connect/{view.Link.Text}", UriKind.RelativeOrAbsolute),
            connection.Company is { } company ? new(company.BaseCurrency, company.Email, company.LegalName, company.Name, company.Type) : null,
            connection.Fault is { } fault ? [new AccountingErrorWire(fault.Text)] : null,
            connection.PulledAt,
            connection.Platform,
            Words.Of(connection.Status));
    }
}

/// <summary>Who the connected company is in the accounting system.</summary>
[SnakeCase]
public sealed record AccountingBusinessInfoWire(
    [property: Description("ISO 4217.")] string? BaseCurrency,
    string? Email,
    string? LegalName,
    string? Name,
    [property: Description("The system's word for the kind of company.")] string? Type);

/// <summary>What went wrong, in the system's own words, and what to do next.</summary>
[SnakeCase]
public sealed record AccountingErrorWire(string Message);

/// <summary>A list that is not paged.</summary>
[SnakeCase]
public sealed record AccountingConnectionList(IReadOnlyList<AccountingConnectionResponse> Data);
