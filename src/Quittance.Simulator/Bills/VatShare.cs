namespace Quittance.Simulator.Bills;

/// <summary>What the lines of one VAT rate come to.</summary>
internal sealed record VatShare(decimal Percent, decimal Net)
{
    public decimal Tax => decimal.Round(Net * Percent / 100, 2, MidpointRounding.AwayFromZero);

    /// <summary>Standard or zero-rated, of UNCL5305.</summary>
    public string Category => Percent == 0 ? "Z" : "S";
}
