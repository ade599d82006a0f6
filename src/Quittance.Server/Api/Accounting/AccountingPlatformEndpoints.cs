using System.ComponentModel;
using Quittance.Connectors;
using Quittance.Domain.Accounting;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Api.Accounting;

/// <summary>The accounting systems that an entity can be connected to.</summary>
internal static class AccountingPlatformEndpoints
{
    public static void MapAccountingPlatforms(this IEndpointRouteBuilder api) =>
        api.MapGet("/accounting_platforms", (ConnectorCatalog catalog) => TypedResults.Ok(new AccountingPlatformList([.. catalog.AccountingSystems.Select(AccountingPlatformWire.Of)])))
            .Needs(Permission.Accounting).WithTags("Accounting connections").WithSummary("List the accounting systems and what each needs to be connected");
}

/// <summary>A list that is not paged.</summary>
[SnakeCase]
public sealed record AccountingPlatformList(IReadOnlyList<AccountingPlatformWire> Data);

/// <summary>An accounting system.</summary>
[SnakeCase]
public sealed record AccountingPlatformWire(
    [property: Description("What goes into a connection's platform.")] string Platform,
    string Name,
    string Description,
    [property: Description("credentials: its fields are filled in at connection_url or sent to POST .../credentials. user: its user agrees on the system's own page.")] string Authorization,
    [property: Description("False while the operator of this server has not registered an application with the system.")] bool IsConfigured,
    IReadOnlyList<AccountingFieldWire> Fields)
{
    internal static AccountingPlatformWire Of(IAccountingSystem system) => new(
        system.Profile.Platform,
        system.Profile.Name,
        system.Profile.Description,
        system is IAuthorizedByUser ? "user" : "credentials",
        system is not IAuthorizedByUser { IsConfigured: false },
        [.. system.Profile.Fields.Select(field => new AccountingFieldWire(field.Name, field.Label, field.Description, Words.Of(field.Kind), field.IsRequired, field.Default))]);
}

/// <summary>A field of the form that connects a system. Every value is a text.</summary>
[SnakeCase]
public sealed record AccountingFieldWire(
    string Name, string Label, string Description, [property: Description("text, url or secret.")] string Kind, bool Required, string? Default);
