using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Pennylane;

/// <summary>Translates what Pennylane tells into the words of EN 16931 and of this product. Pure.</summary>
internal static class PennylaneMapping
{
    /// <summary>How many entries a page has; the list allows 100, the changelog 1,000.</summary>
    public const int PageSize = 100;

    private const int CursorMax = 2_000;

    /// <summary>The next page's cursor; null at the end.</summary>
    /// <param name="before">The cursor that led to this page.</param>
    /// <exception cref="ProviderException">It is no cursor that leads on.</exception>
    public static string? NextCursor(JsonElement page, string? before) => page.Flag("has_more") == true ? page.Text("next_cursor") switch
    {
        null => null,
        { Length: <= CursorMax } next when next != before => next,
        _ => throw new ProviderException(ProviderFault.BadAnswer, "Pennylane gave a cursor that does not lead on."),
    }
    : null;

    /// <summary>What a page of the changelog says: the last word on each invoice, in the order of Pennylane.</summary>
    /// <returns>The bills, and the latest <c>processed_at</c> as Pennylane wrote it; null on an empty page.</returns>
    /// <exception cref="ProviderException">It is no such page.</exception>
    public static (IReadOnlyList<AnnouncedBill> Bills, string? Latest) ReadChanges(JsonElement page)
    {
        var bills = new List<AnnouncedBill>();
        var (latest, latestTime) = ((string?)null, DateTimeOffset.MinValue);
        foreach (var change in page.Items("items", PageSize))
        {
            var written = change.RequiredText("processed_at");
            var processed = change.Instant("processed_at")!.Value;
            var bill = Announced(change.RequiredText("id"), change.RequiredText("operation"), processed, change.Instant("updated_at"));
            bills.RemoveAll(earlier => earlier.ExternalId == bill.ExternalId);
            bills.Add(bill);
            if (processed >= latestTime)
            {
                (latest, latestTime) = (written, processed);
            }
        }

        return (bills, latest);
    }

    /// <summary>The entries of a page of the list that are wanted: open ones that the changelog will not tell of.</summary>
    /// <param name="until">What changed at this time or later is left out.</param>
    /// <exception cref="ProviderException">It is no such page.</exception>
    public static IReadOnlyList<AnnouncedBill> ReadListing(JsonElement page, DateTimeOffset? changedFrom, DateTimeOffset until) =>
    [
        .. page.Items("items", PageSize).Select(PennylaneBill.Read)
            .Where(bill => !bill.IsSettled && bill.ArchivedAt is null)
            .Where(bill => bill.UpdatedAt is not { } updated || ((changedFrom is null || updated >= changedFrom) && updated < until))
            .Select(bill => new AnnouncedBill(Id(bill.Id), bill.UpdatedAt is { } updated ? StatedFields.Version(updated) : "listed")),
    ];

    /// <summary>What Pennylane knows of a bill.</summary>
    /// <param name="lines">All of them, or none.</param>
    public static EInvoice Stated(PennylaneBill bill, PennylaneSupplier? supplier, IReadOnlyList<PennylaneLine> lines)
    {
        // Amounts of a credit note are negative here, and positive in EN 16931, where the type says who owes.
        var isCreditNote = bill.WithVat < 0;
        var sign = isCreditNote ? -1 : 1;
        var due = bill.IsSettled ? 0 : RemainingOf(bill) ?? bill.WithVat;
        return new EInvoice
        {
            Syntax = EInvoiceSyntax.ProviderData,
            Number = bill.Number,
            IssueDate = bill.Date,
            TypeCode = isCreditNote ? "381" : "380",
            CurrencyCode = bill.Currency,
            DueDate = bill.Deadline,
            Seller = SellerOf(supplier),
            Buyer = new EInvoiceParty(),
            PaymentMeans = supplier?.Iban is { } iban ? [new EInvoicePaymentMeans { TypeCode = "30", Account = iban }] : [],
            Totals = new EInvoiceTotals
            {
                WithoutVat = bill.WithoutVat * sign,
                Vat = bill.Vat * sign,
                WithVat = bill.WithVat * sign,
                Prepaid = bill.WithVat is { } total && due is { } open && total != open ? (total - open) * sign : null,
                Due = due * sign,
            },
            VatBreakdown = VatOf(lines, sign),
            Lines = [.. lines.Select(line => LineOf(line, sign))],
        };
    }

    // It is not said in which currency the remaining amount is, so it is believed in the account's own only.
    private static decimal? RemainingOf(PennylaneBill bill) =>
        bill.Currency == "EUR" && bill is { Remaining: { } remaining, WithVat: { } total } && Math.Abs(remaining) <= Math.Abs(total) && remaining * total >= 0 ? remaining : null;

    private static EInvoiceParty SellerOf(PennylaneSupplier? supplier) => supplier is null ? new EInvoiceParty() : new EInvoiceParty
    {
        Name = supplier.Name,
        LegalRegistrations = supplier.Siren is { } siren ? [new EInvoiceIdentifier(siren, "0002")] : [],
        Identifiers = supplier.Siret is { } siret ? [new EInvoiceIdentifier(siret, "0009")] : [],
        VatId = supplier.VatNumber,
        Address = supplier.Address,
    };

    private static EInvoiceLine LineOf(PennylaneLine line, int sign) => new()
    {
        Id = line.Id,
        Name = line.Label ?? line.Description,
        Description = line.Label is null ? null : line.Description,
        Quantity = 1,
        NetAmount = line.Net * sign,
        Price = line.Net * sign,
        VatRate = line.VatRate,
        VatCategory = CategoryOf(line),
    };

    private static IReadOnlyList<EInvoiceVat> VatOf(IReadOnlyList<PennylaneLine> lines, int sign) =>
        lines.Any(line => line.Net is null || line.Vat is null || line.VatRate is null)
            ? []
            : [.. lines.GroupBy(line => (line.VatRate, Category: CategoryOf(line))).Select(rate => new EInvoiceVat
            {
                Rate = rate.Key.VatRate,
                Category = rate.Key.Category,
                TaxableAmount = rate.Sum(line => line.Net) * sign,
                TaxAmount = rate.Sum(line => line.Vat) * sign,
            })];

    private static string? CategoryOf(PennylaneLine line) => line.VatRate > 0 ? "S" : line.VatCode == "exempt" ? "E" : null;

    private static AnnouncedBill Announced(string id, string operation, DateTimeOffset processed, DateTimeOffset? updated) => operation switch
    {
        "insert" or "update" => new AnnouncedBill(Id(id), StatedFields.Version(updated ?? processed)),
        "delete" => new AnnouncedBill(Id(id), $"deleted {StatedFields.Version(processed)}", IsGone: true),
        _ => throw new ProviderException(ProviderFault.BadAnswer, "Pennylane's changelog names an operation that is none of insert, update and delete."),
    };

    private static string Id(string id) => id.Length <= AnnouncedBill.TextMax
        ? id
        : throw new ProviderException(ProviderFault.BadAnswer, "Pennylane's answer has an id that is too long.");
}
