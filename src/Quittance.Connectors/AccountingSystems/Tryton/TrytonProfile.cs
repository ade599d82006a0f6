using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>How Tryton is offered to users.</summary>
internal static class TrytonProfile
{
    public const string BaseUrl = "base_url";
    public const string Database = "database";
    public const string User = "user";
    public const string Password = "password";
    public const string Company = "company";
    public const string PaymentMethod = "payment_method";

    /// <summary>The profile.</summary>
    public static AccountingSystemProfile Value { get; } = new(
        "tryton",
        "Tryton",
        "The free business software Tryton, version 6.0, over its JSON-RPC. It needs the module account_invoice.",
        [
            new(BaseUrl, "Address", "Where the Tryton server answers, such as https://tryton.example.com.", AccountingFieldKind.Url, IsRequired: true),
            new(Database, "Database", "The name of the database.", AccountingFieldKind.Text, IsRequired: true),
            new(User, "User", "The login of a user of the groups Accounting and Party Administration.", AccountingFieldKind.Text, IsRequired: true),
            new(Password, "Password", "The user's password.", AccountingFieldKind.Secret, IsRequired: true),
            new(Company, "Company", "The company's name or id; needed when the user may act for several.", AccountingFieldKind.Text),
            new(PaymentMethod, "Payment method", "The name of Tryton's payment method; else the first that pays from the payment's account.", AccountingFieldKind.Text),
        ]);
}
