using System.Globalization;
using Quittance.Domain;
using Quittance.Domain.Payments;
using Quittance.Server.Api.Payments;

namespace Quittance.Server.Papers;

/// <summary>A bill, and who and what its papers name.</summary>
/// <param name="Payee">Null for a bill without one.</param>
/// <param name="Methods">What its payments came from and went to, as the caller may see them.</param>
internal sealed record InvoicePaper(
    InvoiceResponse Invoice, EntityResponse Payer, EntityResponse? Payee, IReadOnlyDictionary<string, PaymentMethodResponse> Methods)
{
    private const int Left = 54;
    private const int Middle = 300;

    /// <summary>The bill itself.</summary>
    public byte[] WriteInvoice()
    {
        var pdf = new PlainPdf();
        pdf.Line($"Invoice {Invoice.InvoiceNumber}", 18, isBold: true);
        pdf.Gap();
        pdf.Row((Left, "From"), (Middle, "To"));
        var (from, to) = (Payee is null ? [] : NameAndAddressOf(Payee), NameAndAddressOf(Payer));
        for (var line = 0; line < Math.Max(from.Count, to.Count); line++)
        {
            pdf.Row((Left, from.ElementAtOrDefault(line) ?? ""), (Middle, to.ElementAtOrDefault(line) ?? ""));
        }

        pdf.Gap();
        pdf.Row((Left, $"Invoice date: {Day(Invoice.InvoiceDate)}"), (Middle, $"Due date: {Day(Invoice.DueDate)}"));
        pdf.Gap();
        pdf.Row((Left, "Description"), (340, "Quantity"), (400, "Unit price"), (480, "Amount"));
        foreach (var line in Invoice.LineItems ?? [])
        {
            pdf.Row((Left, line.Description ?? line.Name ?? ""), (340, Number(line.Quantity)), (400, Number(line.UnitPrice)), (480, Amount(line.Amount)));
        }

        pdf.Gap();
        Total(pdf, "Tax", Invoice.TaxAmount);
        Total(pdf, "Shipping", Invoice.ShippingAmount);
        Total(pdf, "Total", Invoice.Amount);
        return pdf.ToBytes();
    }

    /// <summary>The latest check that paid the bill. Its magnetic line is plain text: E-13B's signs are written as A and C, as is usual where the font lacks them.</summary>
    public byte[] WriteCheck()
    {
        var check = Latest(transaction => transaction.CheckNumber is not null, "has no check");
        var money = new Money((long)check.Amount, Currency.Of(check.Currency));
        var (source, destination) = (Methods[check.PaymentSourceId], Methods[check.PaymentDestinationId]);
        var options = source.CheckOptions;
        var pdf = new PlainPdf();
        pdf.Row((Left, options?.AccountHolderNameOverride ?? Payer.Name), (460, $"Check {check.CheckNumber}"));
        foreach (var line in LinesOf(options?.AccountHolderAddressOverride ?? AddressOf(Payer)))
        {
            pdf.Line(line);
        }

        pdf.Row((Left, ""), (460, $"Date {Day(check.CreatedAt)}"));
        pdf.Gap();
        pdf.Row((Left, $"Pay to the order of  {destination.PayToTheOrderOf ?? Payee?.Name}"), (460, money.ToText()));
        pdf.Line(AmountInWords.Of(money));
        pdf.Gap();
        pdf.Line(source.BankName ?? "");
        pdf.Row((Left, $"Memo  {Invoice.InvoiceNumber}"), (400, options?.SignatoryName ?? ""));
        pdf.Gap();
        pdf.Line($"C{check.CheckNumber:000000}C A{options?.RoutingNumberOverride ?? source.RoutingNumber}A {options?.AccountNumberOverride ?? source.AccountNumber}C", 12);
        return pdf.ToBytes();
    }

    /// <summary>That the bill was paid, or is being paid.</summary>
    public byte[] WriteConfirmation()
    {
        var payment = Latest(_ => true, "has no payment yet");
        var pdf = new PlainPdf();
        pdf.Line("Payment confirmation", 18, isBold: true);
        pdf.Gap();
        Told(pdf, "Invoice", Invoice.InvoiceNumber);
        Told(pdf, "From", Payer.Name);
        Told(pdf, "To", Payee?.Name);
        Told(pdf, "Amount", Amount(Invoice.Amount));
        Told(pdf, "Way of payment", payment.Type);
        Told(pdf, "Check number", payment.CheckNumber?.ToString(CultureInfo.InvariantCulture));
        Told(pdf, "Status", payment.Status);
        Told(pdf, "Processed", Day(Invoice.ProcessedAt));
        Told(pdf, "Settled", Day(Invoice.SettlementDate));
        Told(pdf, "Transaction", payment.Id);
        return pdf.ToBytes();
    }

    private TransactionResponse Latest(Func<TransactionResponse, bool> isWanted, string otherwise) =>
        Invoice.Transactions?.LastOrDefault(isWanted) ?? throw new RefusedException(Refusal.NotFound, $"Invoice {Invoice.Id} {otherwise}.");

    private void Total(PlainPdf pdf, string name, decimal? amount)
    {
        if (amount is not null)
        {
            pdf.Row((400, name), (480, Amount(amount)));
        }
    }

    private static void Told(PlainPdf pdf, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            pdf.Row((Left, name), (180, text));
        }
    }

    private string Amount(decimal? amount) => amount is { } major && Invoice.Currency is { } code
        ? $"{major.ToString($"F{Currency.Of(code).MinorDigits}", CultureInfo.InvariantCulture)} {code}"
        : "";

    private static List<string> NameAndAddressOf(EntityResponse entity) => [entity.Name, .. LinesOf(AddressOf(entity))];

    private static AddressWire? AddressOf(EntityResponse entity) => entity.Profile.Business?.Address ?? entity.Profile.Individual?.Address;

    private static IEnumerable<string> LinesOf(AddressWire? address) =>
        new[] { address?.AddressLine1, address?.AddressLine2, $"{address?.City} {address?.StateOrProvince} {address?.PostalCode}".Trim(), address?.Country }
            .OfType<string>().Where(line => line.Length > 0);

    private static string Number(decimal? number) => number?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";

    private static string Day(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
