using Quittance.Domain.Accounting;

namespace Quittance.Tests.Accounting;

/// <summary>An accounting system that is connected with a form. What is filled in decides how it answers.</summary>
internal sealed class FormBooks : EmptyBooks
{
    public const string Platform = "form_books";

    /// <summary>The password that it takes.</summary>
    public const string Password = "right";

    public override AccountingSystemProfile Profile { get; } = new(
        Platform,
        "Form books",
        "Books behind a <form>.",
        [
            new("url", "Address", "Where the system is.", AccountingFieldKind.Url, Default: "https://books.example.test"),
            new("database", "Database", "Whose books.", AccountingFieldKind.Text, IsRequired: true),
            new("user", "User", "Who calls; \"down\" finds the system down.", AccountingFieldKind.Text),
            new("password", "Password", "Of the user.", AccountingFieldKind.Secret, IsRequired: true),
        ]);

    public override Task<AccountingCompany> GetCompanyAsync(AccountingAccess access, CancellationToken cancel)
    {
        var password = access.RequiredSecret("password");
        return access.Setting("user") == "down" ? throw new AccountingException(AccountingFault.Unavailable, "The books are closed for lunch.")
            : password != Password ? throw new AccountingException(AccountingFault.CredentialsRefused, $"admin / {password} is not known here.", "403")
            : Task.FromResult(new AccountingCompany(access.Required("database"), $"Books of {access.Required("database")}", "Books SAS", "books@example.test", "EUR", "company"));
    }
}
