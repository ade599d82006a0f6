using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Domain.Networks;
using Quittance.Server.Networks;
using Quittance.Server.Showing;

namespace Quittance.Server.Api.Payments;

/// <summary>Payees to add to an entity.</summary>
public sealed record AddPayeesRequest(
    [property: Required, Description("Ids or foreign ids.")] IReadOnlyList<string?>? Payees, IReadOnlyList<CounterpartyCustomizationWire?>? Customizations)
{
    internal IReadOnlyList<CounterpartyChoice> Checked() => CounterpartyFields.Choices("payees", Payees, Customizations);
}

/// <summary>Payors to add to an entity.</summary>
public sealed record AddPayorsRequest(
    [property: Required, Description("Ids or foreign ids.")] IReadOnlyList<string?>? Payors, IReadOnlyList<CounterpartyCustomizationWire?>? Customizations)
{
    internal IReadOnlyList<CounterpartyChoice> Checked() => CounterpartyFields.Choices("payors", Payors, Customizations);
}

/// <summary>Payees to hide.</summary>
public sealed record HidePayeesRequest([property: Required, Description("Ids or foreign ids.")] IReadOnlyList<string?>? Payees)
{
    internal IReadOnlyList<string> Checked() => CounterpartyFields.Named("payees", Payees);
}

/// <summary>Payors to hide.</summary>
public sealed record HidePayorsRequest([property: Required, Description("Ids or foreign ids.")] IReadOnlyList<string?>? Payors)
{
    internal IReadOnlyList<string> Checked() => CounterpartyFields.Named("payors", Payors);
}

/// <summary>The accounts that an entity has with a counterparty; they replace those that there are.</summary>
public sealed record CounterpartyCustomizationWire(string? CounterpartyId, IReadOnlyList<CounterpartyAccountWire?>? Accounts);

/// <summary>A page of counterparties.</summary>
/// <param name="Count">Of all that were asked for, not only those of the page.</param>
public sealed record CounterpartyList(long Count, bool HasMore, IReadOnlyList<EntityResponse> Data);

/// <summary>The parameters by which counterparties are found; a repeated key is a list of alternatives.</summary>
public sealed record CounterpartyQuery(
    HttpRequest Request,
    [property: Description("A part of the name. Deprecated: use search.")] string? Name,
    [property: Description("A part of the name or the e-mail address, in any case.")] string? Search,
    [property: Description("ENTITY for those that the entity is connected with, NETWORK for those that offer themselves to all; ENTITY where it is missing.")] string[]? NetworkType,
    [property: Description("Whether payment methods are shown.")] bool? PaymentMethods,
    [property: Description("Whether bills are counted. Amounts are in major units; those of several currencies are added as they are.")] bool? InvoiceMetrics,
    [property: Description("Ids or foreign ids.")] string[]? CounterpartyId,
    [property: Description("As metadata[key]=…&metadata[value]=…, or as a JSON object with key and value. NULL as a value: without the key; NOT NULL: with it. Filters are all met.")] string[]? Metadata,
    [property: Description("Keys of metadata to show.")] string[]? ReturnMetadata,
    [property: Range(1, 100), DefaultValue(10)] int? Limit,
    [property: Description("The id of the last counterparty of the page before.")] string? StartingAfter)
{
    private static readonly Dictionary<string, bool> NetworkTypes = new(StringComparer.Ordinal) { ["ENTITY"] = false, ["NETWORK"] = true };

    internal (CounterpartyFilter Filter, CounterpartyExtras Extras, int Limit) Checked(ConnectionRole theirs)
    {
        var check = new Check();
        check.Between("limit", Limit, 1, EntityQuery.LimitMax);
        var types = EntityQuery.Texts(check, "networkType", NetworkType).Select(word => check.OneOf("networkType", word, NetworkTypes)).OfType<bool>().ToList();
        var filter = new CounterpartyFilter(
            theirs,
            types.Count == 0 || types.Contains(false),
            types.Contains(true),
            check.Optional("name", Name),
            check.Optional("search", Search),
            EntityQuery.Texts(check, "counterpartyId", CounterpartyId),
            MetadataParameters.Read("metadata", Request.QueryString.Value, check));
        var extras = new CounterpartyExtras(EntityQuery.Texts(check, "returnMetadata", ReturnMetadata), PaymentMethods == true, InvoiceMetrics == true);
        check.Done();
        return (filter, extras, Limit ?? EntityQuery.LimitDefault);
    }
}

/// <summary>The rules of the bodies that name counterparties.</summary>
internal static class CounterpartyFields
{
    private const int CountMax = 1000;
    private const int AccountsMax = 100;

    public static IReadOnlyList<string> Named(string field, IReadOnlyList<string?>? counterparties)
    {
        var check = new Check();
        var named = Named(check, field, counterparties);
        check.Done();
        return named;
    }

    /// <summary>Those that are named, and those that only have accounts to set.</summary>
    public static IReadOnlyList<CounterpartyChoice> Choices(
        string field, IReadOnlyList<string?>? counterparties, IReadOnlyList<CounterpartyCustomizationWire?>? customizations)
    {
        var check = new Check();
        var named = Named(check, field, counterparties);
        var choices = new Dictionary<string, CounterpartyChoice>(StringComparer.Ordinal);
        foreach (var counterparty in named)
        {
            choices[counterparty] = new CounterpartyChoice(counterparty, null);
        }

        foreach (var customization in check.Items("customizations", customizations, CountMax))
        {
            var counterparty = check.Required("customizations.counterpartyId", customization?.CounterpartyId);
            choices[counterparty] = new CounterpartyChoice(
                counterparty,
                customization?.Accounts is { } accounts ? [.. check.Items("customizations.accounts", accounts, AccountsMax).Select(account => Account(check, account))] : null);
        }

        check.Done();
        return [.. choices.Values];
    }

    private static List<string> Named(Check check, string field, IReadOnlyList<string?>? counterparties)
    {
        if (counterparties is null)
        {
            check.Fault(field, $"{field} is required");
        }

        return [.. check.Items(field, counterparties, CountMax).Select(counterparty => check.Required(field, counterparty))];
    }

    private static CounterpartyAccount Account(Check check, CounterpartyAccountWire? account) => new(
        check.Required("customizations.accounts.accountId", account?.AccountId),
        check.Optional("customizations.accounts.postalCode", account?.PostalCode),
        check.Optional("customizations.accounts.nameOnAccount", account?.NameOnAccount));
}
