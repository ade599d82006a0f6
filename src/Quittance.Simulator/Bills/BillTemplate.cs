using System.Text;

namespace Quittance.Simulator.Bills;

/// <summary>A bill to make up: whatever is left out gets a fitting value, and the sums always agree with EN 16931.</summary>
internal sealed record BillTemplate
{
    public string Number { get; init; } = "F-2026-001";

    public DocumentSyntax Syntax { get; init; } = DocumentSyntax.Ubl;

    public DateOnly IssueDate { get; init; } = new(2026, 1, 15);

    public DateOnly? DueDate { get; init; }

    public Party Seller { get; init; } = Party.Seller;

    public Party Buyer { get; init; } = Party.Buyer;

    /// <summary>Of ISO 4217, one with hundredths.</summary>
    public string Currency { get; init; } = "EUR";

    public bool IsCreditNote { get; init; }

    /// <summary>Without lines: the net amount of the only one.</summary>
    public decimal? Net { get; init; }

    /// <summary>Without lines and net amount: what is to be paid in the end, to the cent.</summary>
    public decimal? Total { get; init; }

    /// <summary>The rate of the only line, in percent.</summary>
    public decimal VatPercent { get; init; } = 20;

    public IReadOnlyList<BillLine> Lines { get; init; } = [];

    /// <summary>Padding in a note, to make the document this much larger.</summary>
    public int PaddingBytes { get; init; }

    public DateOnly Due => DueDate ?? IssueDate.AddDays(30);

    public IReadOnlyList<BillLine> WrittenLines => Lines.Count > 0 ? Lines : [new BillLine("Encre pigmentée, 1 litre", 1, OnlyNet, VatPercent)];

    public IReadOnlyList<VatShare> Shares =>
        [.. WrittenLines.GroupBy(line => line.VatPercent).OrderBy(rate => rate.Key).Select(rate => new VatShare(rate.Key, rate.Sum(line => line.Net)))];

    public decimal NetSum => WrittenLines.Sum(line => line.Net);

    public decimal TaxSum => Shares.Sum(share => share.Tax);

    public decimal Payable => IsToTheCent ? Total!.Value : NetSum + TaxSum;

    /// <summary>BT-114: not every amount is a net amount with its VAT, and a cent may be missing.</summary>
    public decimal Rounding => Payable - NetSum - TaxSum;

    private bool IsToTheCent => Total is not null && Net is null && Lines.Count == 0;

    private decimal OnlyNet => Net ?? (Total is { } total ? decimal.Round(total / (1 + (VatPercent / 100)), 2, MidpointRounding.AwayFromZero) : 100m);

    public BillFile Write()
    {
        var details = new BillDetails(
            Number, IssueDate, Due, Seller, Buyer, Currency, Minor(NetSum), Minor(TaxSum), Minor(Payable), IsCreditNote);
        return Syntax switch
        {
            DocumentSyntax.Ubl => new BillFile($"{Number}.xml", Syntax, Encoding.UTF8.GetBytes(UblInvoice.Write(this)), details),
            DocumentSyntax.Cii => new BillFile($"{Number}.xml", Syntax, Encoding.UTF8.GetBytes(CiiInvoice.Write(this)), details),
            DocumentSyntax.Pdf => new BillFile($"{Number}.pdf", Syntax, PlainPdf.Of(details), details),
            DocumentSyntax.Other => new BillFile($"{Number}.txt", Syntax, Encoding.UTF8.GetBytes($"Facture {Number}"), details),
        };
    }

    private static long Minor(decimal amount) => (long)(amount * 100);
}
