namespace Quittance.Simulator.Bills;

/// <summary>What providers tell about a bill beside its file. Amounts in hundredths of the currency.</summary>
internal sealed record BillDetails(
    string Number, DateOnly IssueDate, DateOnly? DueDate, Party Seller, Party Buyer, string Currency, long NetMinor, long TaxMinor, long TotalMinor, bool IsCreditNote);
