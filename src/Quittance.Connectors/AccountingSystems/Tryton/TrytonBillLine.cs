using System.Globalization;
using System.Text.Json.Nodes;
using Quittance.Domain;
using Quittance.Domain.Accounting;
using static Quittance.Connectors.AccountingSystems.Tryton.TrytonValue;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>Writes a line so that Tryton comes to exactly its net amount, or to what it costs with a tax that nobody gives back.</summary>
internal static class TrytonBillLine
{
    // Tryton's own limits: a quantity without a unit, and the default of the setting product.price_decimal.
    private const int QuantityDecimals = 2;
    private const int PriceDecimals = 4;

    public static JsonObject Of(BillLineToPush line, Currency currency, long currencyId, long company)
    {
        var net = new Money(line.NetMinor + (line.TaxRateId is null ? line.TaxMinor : 0), currency).ToMajor();
        var isExact = line.Quantity * line.UnitPrice == net && Fits(line.Quantity, QuantityDecimals) && Fits(line.UnitPrice, PriceDecimals);
        var words = AccountingText.Lines(line.Description);
        var values = new JsonObject
        {
            ["type"] = "line",
            ["invoice_type"] = "in",
            ["company"] = company,
            ["currency"] = currencyId,
            ["account"] = IdOf(line.LedgerAccountId),
            // Where quantity and price do not make the amount they go into the words, and the amount is the price.
            ["description"] = isExact || line.Quantity == 1 ? words : string.Create(CultureInfo.InvariantCulture, $"{words} ({line.Quantity} × {line.UnitPrice})"),
            ["quantity"] = isExact ? line.Quantity : 1m,
            ["unit_price"] = TrytonValue.Of(isExact ? line.UnitPrice : net),
        };
        if (line.TaxRateId is { } rate)
        {
            values["taxes"] = new JsonArray(new JsonArray("add", Ids([TrytonBillTaxes.TaxOf(rate)])));
        }

        return values;
    }

    private static bool Fits(decimal number, int decimals) => decimal.Round(number, decimals) == number;
}
