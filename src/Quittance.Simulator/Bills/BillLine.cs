namespace Quittance.Simulator.Bills;

/// <summary>One line of a made-up bill.</summary>
/// <param name="UnitPrice">Without VAT; four decimal places at most.</param>
/// <param name="VatPercent">Such as 20; 0 makes the line zero-rated (category Z).</param>
internal sealed record BillLine(string Name, decimal Quantity, decimal UnitPrice, decimal VatPercent = 20)
{
    public decimal Net => decimal.Round(Quantity * UnitPrice, 2, MidpointRounding.AwayFromZero);
}
