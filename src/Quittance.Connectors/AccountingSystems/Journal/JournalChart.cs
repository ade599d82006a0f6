using System.Globalization;
using System.Text;

namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>What a new journal begins with: accounts and tax rates that a bookkeeper may then change in the file.</summary>
internal static class JournalChart
{
    /// <summary>Where tax is booked that names no rate, or whose rate names no account.</summary>
    public const string InputVat = "Assets:InputVAT";

    // The numbers are those of the French plan comptable général.
    private static readonly (string Account, string Code, string About)[] Accounts =
    [
        ("Assets:Bank", "512", "Bank account"),
        ("Assets:Wallet", "517", "Wallet at the payment service"),
        ("Assets:InputVAT", "4456", "Input VAT"),
        ("Assets:Prepayments", "4091", "Paid before the bill"),
        ("Expenses:Purchases", "601", "Purchases"),
        ("Expenses:Supplies", "606", "Supplies and energy"),
        ("Expenses:Subcontracting", "611", "Subcontractors"),
        ("Expenses:Rent", "613", "Rent and leasing"),
        ("Expenses:Maintenance", "615", "Repairs and maintenance"),
        ("Expenses:Insurance", "616", "Insurance"),
        ("Expenses:Fees", "622", "Consultants and lawyers"),
        ("Expenses:Advertising", "623", "Advertising"),
        ("Expenses:Transport", "624", "Freight and transport"),
        ("Expenses:Travel", "625", "Travel and meals"),
        ("Expenses:Telecommunication", "626", "Telephone and hosting"),
        ("Expenses:BankCharges", "627", "Bank charges"),
        ("Expenses:Software", "651", "Software and licences"),
        ("Expenses:Other", "658", "Other expenses"),
        ("Liabilities:CreditCard", "519", "Credit card"),
    ];

    // In hundredths of a percent: what is common in Europe.
    private static readonly int[] Rates = [0, 210, 550, 600, 700, 900, 1000, 1300, 1900, 2000, 2100, 2200, 2300, 2500];

    /// <summary>The beginning of a journal.</summary>
    public static string HeaderOf(string companyName)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"; Books of {JournalText.Comment(companyName)}, readable by hledger and beancount. Accounts and tax rates may be added and changed.\n\n");
        foreach (var rate in Rates)
        {
            var percent = (rate / 100m).ToString(CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"; tax-rate: vat{percent}, rate:{percent}, account:{InputVat}, name:VAT {percent} %\n");
        }

        text.Append('\n');
        foreach (var (account, code, about) in Accounts)
        {
            var type = account is "Liabilities:CreditCard" ? ", type:C" : "";
            text.Append(CultureInfo.InvariantCulture, $"{JournalText.Open(account)} ; code:{code}{type}, about:{JournalText.Tag(about)}\n");
        }

        return text.ToString();
    }
}
