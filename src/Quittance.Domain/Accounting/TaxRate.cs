namespace Quittance.Domain.Accounting;

/// <summary>A tax rate of the books that a connection opens, as it was last pulled.</summary>
/// <param name="RemoteId">The system's id.</param>
/// <param name="EffectiveRate">Hundredths of a percent: 12.5 % is 1250.</param>
/// <param name="TotalRate">The plain sum of the components, in the same unit.</param>
public sealed record TaxRate(
    TaxRateId Id, string RemoteId, string Name, string? Code, int EffectiveRate, int TotalRate, bool IsActive, IReadOnlyList<RemoteTaxComponent> Components)
{
    /// <summary>A rate for people: <c>5.5 %</c>.</summary>
    public static string Text(int rate) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{rate / 100m:0.##} %");

    /// <summary>The rate that the system most plainly has for a value; null when it has none in use.</summary>
    public static TaxRate? Of(int rate, IEnumerable<TaxRate> rates) => rates
        .Where(known => known.IsActive && known.EffectiveRate == rate)
        .OrderBy(known => known.Components.Count > 1)
        .ThenBy(known => known.Name, StringComparer.Ordinal)
        .ThenBy(known => known.RemoteId, StringComparer.Ordinal)
        .FirstOrDefault();
}

/// <summary>Names a tax rate; it stays the same with every pull.</summary>
public readonly record struct TaxRateId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static TaxRateId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"{Value}";
}
