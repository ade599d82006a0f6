using System.Globalization;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.Pennylane;

/// <summary>A line of a supplier invoice as Pennylane tells it: an amount under a label, without quantity or price.</summary>
/// <param name="VatCode">Such as <c>FR_200</c> for 20 percent.</param>
internal sealed record PennylaneLine(string Id, string? Label, string? Description, decimal? Net, decimal? Vat, string? VatCode)
{
    private const int CodeMax = 20;

    /// <summary>The rate in percent: <c>FR_55</c> is 5.5 and <c>FR_1_75</c> is 1.75. Null when the code names none, or VAT that the buyer owes.</summary>
    public decimal? VatRate => VatCode?.Split('_') switch
    {
        ["exempt"] => 0,
        [{ Length: 2 }, var tenths] when Figures(tenths) => Number(tenths) / 10m,
        [{ Length: 2 }, var whole, var fraction] when Figures(whole) && Figures(fraction) => Number($"{whole}.{fraction}"),
        _ => null,
    };

    /// <summary>Reads an entry of <c>GET /supplier_invoices/{id}/invoice_lines</c>.</summary>
    /// <exception cref="ProviderException">It is none.</exception>
    public static PennylaneLine Read(JsonElement json) => new(
        json.RequiredText("id"),
        json.Line("label"),
        json.Line("description"),
        json.Amount("currency_amount_before_tax"),
        json.Amount("currency_tax"),
        json.Line("vat_rate") is { Length: <= CodeMax } code ? code : null);

    private static bool Figures(string text) => text.Length is > 0 and <= 4 && text.All(char.IsAsciiDigit);

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}
