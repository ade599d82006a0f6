namespace Quittance.Connectors.AccountingSystems.Journal;

/// <summary>An account that a journal opens.</summary>
internal sealed class JournalAccount
{
    public required string Name { get; init; }

    public required DateOnly OpenSince { get; init; }

    public required IReadOnlyList<string> Currencies { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>From which day on nothing is booked on it; null while it is open.</summary>
    public DateOnly? ClosedSince { get; set; }

    /// <summary>Whose account it is, for one of what is owed to a vendor.</summary>
    public JournalVendor? Vendor { get; set; }

    /// <summary>Whether it is one of what is owed to vendors.</summary>
    public bool IsPayable => Name.StartsWith(JournalText.PayablePrefix, StringComparison.Ordinal);

    /// <summary>Whether payments can come from it: by its name, or by hledger's type for cash.</summary>
    public bool IsBankAccount =>
        Tags.GetValueOrDefault("type") is "C" or "Cash"
        || Name.Split(':') is ["Assets", "Bank" or "Cash" or "Checking" or "Wallet", ..];

    /// <summary>Why nothing can be booked on it that day; null when it can.</summary>
    public string? Refusal(DateOnly date, string currencyCode) =>
        date < OpenSince ? $"{Name} is opened only later"
        : date >= ClosedSince ? $"{Name} is closed"
        : Currencies.Count > 0 && !Currencies.Contains(currencyCode) ? $"{Name} does not take {currencyCode}"
        : null;
}
