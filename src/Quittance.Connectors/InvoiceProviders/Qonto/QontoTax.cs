using System.Text.Json;

namespace Quittance.Connectors.InvoiceProviders.Qonto;

/// <summary>The VAT of one rate.</summary>
/// <param name="Percent">20 for 20 percent.</param>
internal sealed record QontoTax(decimal? Percent, QontoAmount? Amount)
{
    /// <summary>Reads an entry of <c>taxes</c>.</summary>
    /// <remarks>
    /// Qonto's reference writes 20 percent as 0.20, others report 20. No rate of the European Union is one percent or less but Corsica's 0.9,
    /// which a fraction would make 0.009: so one or less is a fraction.
    /// </remarks>
    /// <exception cref="Domain.Intake.ProviderException">It is none.</exception>
    public static QontoTax Read(JsonElement json) =>
        new(json.Amount("tax_rate") is { } rate ? rate <= 1 ? rate * 100 : rate : null, QontoAmount.Read(json, "tax_amount"));
}
