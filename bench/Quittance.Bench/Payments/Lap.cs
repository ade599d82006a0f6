namespace Quittance.Bench.Payments;

/// <summary>What one turn of a race took.</summary>
/// <param name="Count">Requests that were answered.</param>
/// <param name="P50">Half the answers came within this; zero where it is not known.</param>
/// <param name="Client">Processor time of this process.</param>
/// <param name="Program">Processor time of the program that answered; zero where that is this process.</param>
/// <param name="Database">PostgreSQL's processor time.</param>
internal sealed record Lap(long Count, TimeSpan Elapsed, TimeSpan P50, long Bytes, TimeSpan Client, TimeSpan Program, TimeSpan Database)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;

    public double MicrosecondsOf(TimeSpan time) => time.TotalMicroseconds / Math.Max(1, Count);
}
