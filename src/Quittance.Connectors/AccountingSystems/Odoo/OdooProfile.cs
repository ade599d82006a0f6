using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Odoo;

/// <summary>How Odoo is offered to users.</summary>
internal static class OdooProfile
{
    /// <summary>Where Odoo is.</summary>
    public const string BaseUrl = "base_url";

    /// <summary>The name of the database.</summary>
    public const string Database = "database";

    /// <summary>The key of a user.</summary>
    public const string ApiKey = "api_key";

    /// <summary>The company, by its id or name.</summary>
    public const string Company = "company";

    /// <summary>The profile.</summary>
    public static AccountingSystemProfile Value { get; } = new(
        "odoo",
        "Odoo",
        "Vendor bills and payments of a company in Odoo 19 or later, by its External JSON-2 API.",
        [
            new(BaseUrl, "Address", "Where Odoo answers, such as https://example.odoo.com", AccountingFieldKind.Url, IsRequired: true),
            new(Database, "Database", "Its name, where the address serves several.", AccountingFieldKind.Text),
            new(ApiKey, "API key", "Of a user who may post vendor bills and payments: Preferences, Account Security, New API Key.", AccountingFieldKind.Secret, IsRequired: true),
            new(Company, "Company", "Its id or its name; without one the default company of the key's user.", AccountingFieldKind.Text),
        ]);
}
