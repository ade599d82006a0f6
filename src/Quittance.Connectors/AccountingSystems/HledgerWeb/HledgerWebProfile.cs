using Quittance.Connectors.AccountingSystems.Journal;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.HledgerWeb;

/// <summary>How hledger-web is offered to users.</summary>
internal static class HledgerWebProfile
{
    /// <summary>Where hledger-web is.</summary>
    public const string BaseUrl = "base_url";

    /// <summary>The account below which each vendor has one.</summary>
    public const string PayableAccount = "payable_account";

    /// <summary>The account that tax is booked on.</summary>
    public const string TaxAccount = "tax_account";

    /// <summary>The profile.</summary>
    public static AccountingSystemProfile Value { get; } = new(
        "hledger_web",
        "hledger-web",
        "A journal that hledger-web serves. It has to offer its JSON API, and to take entries.",
        [
            new(BaseUrl, "Address", "Where hledger-web answers, such as http://127.0.0.1:5000. It has to run with --serve-api and --capabilities view,add.", AccountingFieldKind.Url, IsRequired: true),
            new(PayableAccount, "Payables", "The account below which each vendor gets one of its own.", AccountingFieldKind.Text, Default: JournalText.PayablePrefix.TrimEnd(':')),
            new(TaxAccount, "Input tax", "The account that the tax of bills is booked on.", AccountingFieldKind.Text, Default: JournalChart.InputVat),
        ]);

    /// <summary>Where hledger-web is.</summary>
    public static string BaseUrlOf(AccountingAccess access) => access.Required(BaseUrl);

    /// <summary>What the account of each vendor begins with.</summary>
    public static string PayablePrefixOf(AccountingAccess access) => $"{access.Required(PayableAccount).TrimEnd(':')}:";

    /// <summary>The largest answer that is read, in bytes: about 25,000 entries.</summary>
    public const int AnswerBytesMax = 8 * ProviderHttp.JsonBytesMax;
}
