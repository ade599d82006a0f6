using System.Globalization;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems;

/// <summary>What connectors refuse themselves, because the system would do it and harm somebody.</summary>
internal static class AccountingRefusals
{
    /// <summary>The vendor has another bill of the number: to enter it twice is to pay it twice.</summary>
    public static AccountingException Duplicate(string system, string number) =>
        new(AccountingFault.Duplicate, $"{system} has a bill {number} of this vendor already, which did not come from here.");

    /// <summary>More than is owed would become a credit that nobody asked for; most often somebody has entered the payment over there.</summary>
    public static AccountingException MoreThanOwed(string system, decimal owed) => new(AccountingFault.Rejected, string.Create(
        CultureInfo.InvariantCulture, $"Only {owed:0.00##} of this bill is still owed in {system}. See whether the payment was entered there already."));

    /// <summary>Not all of what could be meant was read: what is looked for would be taken for missing, and made again.</summary>
    public static AccountingException TooManyToLookThrough(string system, int count) => new(AccountingFault.Rejected, string.Create(
        CultureInfo.InvariantCulture, $"{system} has {count} objects or more that could be meant, too many to look through."));
}
