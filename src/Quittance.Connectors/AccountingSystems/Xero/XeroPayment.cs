using System.Text.Json;
using System.Text.RegularExpressions;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>A payment as Xero tells it. Its reference ends with our key.</summary>
internal sealed partial record XeroPayment(RemotePayment Payment)
{
    public const int PageSize = 100;

    private const int ReferenceMax = 255;

    /// <summary>Our key; null on a payment of somebody else.</summary>
    public string? Key => Payment.Key;

    /// <summary>Whether it was taken back.</summary>
    public bool IsGone => Payment.IsVoid;

    /// <exception cref="Domain.Intake.ProviderException">It is no payment.</exception>
    public static XeroPayment Read(JsonElement payment)
    {
        var updatedAt = payment.Moment("UpdatedDateUTC");
        var invoice = payment.Part("Invoice");
        return new XeroPayment(new RemotePayment(
            new RemoteReference(payment.Id("PaymentID"), XeroVersion.Of(updatedAt), updatedAt, null),
            KeyIn(payment.Text("Reference")),
            invoice?.OptionalId("InvoiceID") is { } bill ? [bill] : [],
            payment.Day("Date"),
            invoice?.Text("CurrencyCode"),
            payment.Number("Amount") ?? 0,
            payment.Text("Status") == "DELETED"));
    }

    /// <summary>All payments of an answer.</summary>
    public static IReadOnlyList<XeroPayment> ReadAll(JsonElement answer) => [.. answer.Items("Payments", PageSize).Select(Read)];

    /// <summary>The one payment of an answer to a writing.</summary>
    public static XeroPayment ReadWritten(JsonElement answer) => Read(XeroAnswer.Only(answer, "Payments"));

    /// <summary>The body that makes the payment.</summary>
    public static object Body(PaymentToPush payment) => new
    {
        Payments = new[]
        {
            new
            {
                Invoice = new { InvoiceID = payment.BillId },
                Account = new { AccountID = payment.LedgerAccountId },
                Date = XeroBillBody.Day(payment.Date),
                Amount = payment.Amount.ToMajor(),
                Reference = ReferenceOf(payment),
            },
        },
    };

    /// <summary>Our key at the end of a reference; null when there is none.</summary>
    public static string? KeyIn(string? reference) => reference is not null && OurKey().Match(reference) is { Success: true } match ? match.Value : null;

    private static string ReferenceOf(PaymentToPush payment)
    {
        var room = ReferenceMax - payment.Key.Length - 1;
        return AccountingText.LineOrNull(AccountingText.WithoutEmoji(payment.Reference), room) is { } reference ? $"{reference} {payment.Key}" : payment.Key;
    }

    [GeneratedRegex(@"(?<=\A|\s)trx_[0-9a-f]{32}(_[0-9a-z_]{1,64})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex OurKey();
}
