using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Qonto;

/// <summary>Translates what Qonto tells into the words of EN 16931 and of this product. Pure.</summary>
internal static class QontoMapping
{
    /// <summary>How many bills a page has: as many as Qonto allows.</summary>
    public const int PageSize = 100;

    /// <summary>How many pages a window may have.</summary>
    public const int PagesMax = 1_000;

    /// <summary>Reads an answer of the list.</summary>
    /// <exception cref="ProviderException">It is none, or longer than is read.</exception>
    public static QontoPage ReadPage(JsonElement json)
    {
        var meta = json.Part("meta") ?? throw new ProviderException(ProviderFault.BadAnswer, "Qonto's list has no meta.");
        var pages = meta.Amount("total_pages") ?? throw new ProviderException(ProviderFault.BadAnswer, "Qonto's list does not say how many pages it has.");
        if (pages is > PagesMax or < 0)
        {
            throw new ProviderException(ProviderFault.TooLarge, $"Qonto lists more than {PagesMax} pages of bills at once. A shorter settings.{HistorySetting.Name} asks for fewer.");
        }

        // Qonto's order is newest first.
        return new QontoPage([.. json.Items("supplier_invoices", PageSize).Select(QontoBill.Read).Reverse()], (int)pages);
    }

    /// <summary>What is to be told of a bill; null when its status says that it is not wanted.</summary>
    public static AnnouncedBill? Announced(QontoBill bill, ProviderAccess access) =>
        bill.Status == QontoProfile.Discarded ? new AnnouncedBill(bill.Id, StatedFields.Version(bill.UpdatedAt), IsGone: true)
        : QontoProfile.Takes(access, bill.Status) ? new AnnouncedBill(bill.Id, StatedFields.Version(bill.UpdatedAt))
        : null;

    /// <summary>What Qonto knows of a bill, most of it read off the file by machine.</summary>
    public static EInvoice Stated(QontoBill bill)
    {
        var currency = bill.WithVat?.Currency ?? bill.Payable?.Currency;
        var isCreditNote = bill.IsCreditNote || bill.WithVat?.Value < 0;
        decimal? Of(QontoAmount? amount) => amount is null || amount.Currency != currency ? null : isCreditNote ? Math.Abs(amount.Value) : amount.Value;
        var total = Of(bill.WithVat);
        var due = QontoProfile.IsSettled(bill.Status) ? 0 : Of(bill.Payable) ?? total;
        return new EInvoice
        {
            Syntax = EInvoiceSyntax.ProviderData,
            Number = bill.Number,
            IssueDate = bill.IssueDate,
            TypeCode = isCreditNote ? "381" : "380",
            CurrencyCode = currency,
            DueDate = bill.DueDate,
            Notes = bill.Description is { } note ? [new EInvoiceNote(note, null)] : [],
            Seller = SellerOf(bill),
            Buyer = new EInvoiceParty(),
            PaymentMeans = bill.Iban is { } iban ? [new EInvoicePaymentMeans { TypeCode = "30", Account = iban }] : [],
            Totals = new EInvoiceTotals
            {
                WithoutVat = Of(bill.WithoutVat),
                Vat = Of(bill.Vat),
                WithVat = total,
                Prepaid = total is { } all && due is { } open && all != open ? all - open : null,
                Due = due,
            },
            VatBreakdown = [.. bill.Taxes.Select(tax => VatOf(tax, bill.Taxes.Count == 1 ? Of(bill.WithoutVat) : null, Of(tax.Amount)))],
        };
    }

    private static EInvoiceVat VatOf(QontoTax tax, decimal? taxable, decimal? amount) =>
        new() { Rate = tax.Percent, Category = tax.Percent > 0 ? "S" : null, TaxableAmount = taxable, TaxAmount = amount };

    private static EInvoiceParty SellerOf(QontoBill bill)
    {
        var isFrench = bill.VatNumber is null || bill.VatNumber.StartsWith("FR", StringComparison.OrdinalIgnoreCase);
        var number = bill.TaxNumber is not { } text ? null : isFrench ? StatedFields.Registration(text) : new EInvoiceIdentifier(text, null);
        return new EInvoiceParty
        {
            Name = bill.SupplierName,
            VatId = bill.VatNumber ?? (VatNumber.TryParse(bill.TaxNumber, out var vat) ? vat.Text : null),
            LegalRegistrations = number is { Scheme: "0002" } ? [number] : [],
            Identifiers = number is not null and not { Scheme: "0002" } ? [number] : [],
        };
    }
}
