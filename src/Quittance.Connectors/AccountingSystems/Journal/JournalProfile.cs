using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>How the journal is offered to users.</summary>
internal static class JournalProfile
{
    /// <summary>The profile. Nothing has to be filled in: the folder is the operator's.</summary>
    public static AccountingSystemProfile Value { get; } = new(
        "journal",
        "Journal",
        "Books in a text file of the server, in the syntax that hledger and beancount both read. Needs no other system.",
        []);
}
