using System.ComponentModel;
using System.Text.Json.Serialization;
using Quittance.Domain.Accounting;
using Quittance.Domain.Businesses;
using Quittance.Server.Accounting;

namespace Quittance.Server.Api.Accounting;

/// <summary>An entity: a business of the organization.</summary>
[SnakeCase]
public sealed record EntityResponse(
    Guid Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    EntityAddressWire? Address,
    string? Email,
    EntityOrganizationWire Organization,
    [property: Description("SIRET, else SIREN.")] string? RegistrationNumber,
    [property: Description("Always active.")] string Status,
    [property: Description("VAT number, else EIN.")] string? TaxId,
    [property: Description("Always organization.")] string Type)
{
    internal static EntityResponse Of(Business business) => new(
        business.Id.Value,
        business.CreatedAt,
        business.UpdatedAt,
        business.Address is { } address ? new EntityAddressWire(address.City, address.Country, address.Street1, address.Street2, address.PostalCode, address.State) : null,
        business.Email,
        new EntityOrganizationWire(business.Name, business.LegalName ?? business.Name),
        business.Numbers.Siret?.Text ?? business.Numbers.Siren?.Text,
        "active",
        business.Numbers.Vat?.Text ?? business.Numbers.Ein?.Text,
        "organization");
}

/// <summary>An entity's postal address.</summary>
[SnakeCase]
public sealed record EntityAddressWire(string City, [property: Description("ISO 3166-1 alpha-2.")] string Country, string Line1, string? Line2, string? PostalCode, string? State);

/// <summary>Who an entity is.</summary>
[SnakeCase]
public sealed record EntityOrganizationWire(string Name, string LegalName);

/// <summary>What an entity takes when nothing better is known.</summary>
[SnakeCase]
public sealed record EntitySettingsResponse(EntityAccountingWire Accounting)
{
    internal static EntitySettingsResponse Of(AccountingDefaults settings) => new(new EntityAccountingWire(
        new EntityAccountsWire(settings.PaymentsAccount?.Value, settings.ProductsAccount?.Value), new EntityTaxesWire(settings.DeductionsRate?.Value)));
}

/// <summary>Default accounts and tax rates.</summary>
[SnakeCase]
public sealed record EntityAccountingWire(EntityAccountsWire LedgerAccountIds, EntityTaxesWire TaxIds);

/// <summary>Default accounts.</summary>
[SnakeCase]
public sealed record EntityAccountsWire(
    [property: Description("Payments leave it; without it the only bank account, or the only one in the payment's currency.")] Guid? Payments,
    [property: Description("Lines of bills are booked on it when the vendor's last bill says nothing of them.")] Guid? Products);

/// <summary>Default tax rates.</summary>
[SnakeCase]
public sealed record EntityTaxesWire([property: Description("Tried first for allowances and charges of a whole bill.")] Guid? Deductions);

/// <summary>Changes of an entity's settings; what is left out stays, and null takes everything below it away.</summary>
[SnakeCase, JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EntitySettingsRequest
{
    private readonly EntityAccountingChange? _accounting;

    /// <summary>What is taken for accounting.</summary>
    public EntityAccountingChange? Accounting
    {
        get => _accounting;
        init => (_accounting, _isGiven) = (value, true);
    }

    private readonly bool _isGiven;

    internal AccountingDefaultsChange Checked()
    {
        var check = new Check();
        if (!_isGiven)
        {
            check.Fault("body", "give at least one field to change");
        }

        var change = _accounting is null ? AccountingDefaultsChange.Clear : _accounting.Checked(check);
        check.Done();
        return change;
    }
}

/// <summary>Changes of default accounts and tax rates.</summary>
[SnakeCase, JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EntityAccountingChange
{
    private readonly EntityAccountsChange? _accounts;
    private readonly EntityTaxesChange? _taxes;
    private readonly bool _givesAccounts;
    private readonly bool _givesTaxes;

    /// <summary>Default accounts.</summary>
    public EntityAccountsChange? LedgerAccountIds
    {
        get => _accounts;
        init => (_accounts, _givesAccounts) = (value, true);
    }

    /// <summary>Default tax rates.</summary>
    public EntityTaxesChange? TaxIds
    {
        get => _taxes;
        init => (_taxes, _givesTaxes) = (value, true);
    }

    internal AccountingDefaultsChange Checked(Check check)
    {
        var accounts = (_accounts ?? EntityAccountsChange.Nothing).Checked(check);
        var deductions = (_taxes ?? EntityTaxesChange.Nothing).Checked(check);
        return new AccountingDefaultsChange(
            _givesAccounts ? accounts.Payments : null, _givesAccounts ? accounts.Products : null, _givesTaxes ? deductions : null);
    }
}

/// <summary>Changes of default accounts.</summary>
[SnakeCase, JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EntityAccountsChange
{
    /// <summary>Takes both away.</summary>
    internal static readonly EntityAccountsChange Nothing = new() { Payments = null, Products = null };

    private readonly string? _payments;
    private readonly string? _products;
    private readonly bool _givesPayments;
    private readonly bool _givesProducts;

    /// <summary>Payments leave it.</summary>
    public string? Payments
    {
        get => _payments;
        init => (_payments, _givesPayments) = (value, true);
    }

    /// <summary>Lines of bills are booked on it.</summary>
    public string? Products
    {
        get => _products;
        init => (_products, _givesProducts) = (value, true);
    }

    internal (Given<LedgerAccountId>? Payments, Given<LedgerAccountId>? Products) Checked(Check check)
    {
        var payments = check.Uuid("accounting.ledger_account_ids.payments", _payments);
        var products = check.Uuid("accounting.ledger_account_ids.products", _products);
        return (
            _givesPayments ? new Given<LedgerAccountId>(payments is { } from ? new LedgerAccountId(from) : null) : null,
            _givesProducts ? new Given<LedgerAccountId>(products is { } on ? new LedgerAccountId(on) : null) : null);
    }
}

/// <summary>Changes of default tax rates.</summary>
[SnakeCase, JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EntityTaxesChange
{
    /// <summary>Takes it away.</summary>
    internal static readonly EntityTaxesChange Nothing = new() { Deductions = null };

    private readonly string? _deductions;
    private readonly bool _givesDeductions;

    /// <summary>Tried first for allowances and charges of a whole bill.</summary>
    public string? Deductions
    {
        get => _deductions;
        init => (_deductions, _givesDeductions) = (value, true);
    }

    internal Given<TaxRateId>? Checked(Check check)
    {
        var rate = check.Uuid("accounting.tax_ids.deductions", _deductions);
        return _givesDeductions ? new Given<TaxRateId>(rate is { } id ? new TaxRateId(id) : null) : null;
    }
}
