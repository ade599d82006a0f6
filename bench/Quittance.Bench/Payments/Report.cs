using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Quittance.Bench.Payments;

/// <summary>The figures as they are taken, and in the end as one table.</summary>
internal sealed class Report(BenchOptions options)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly List<Row> _rows = [];
    private readonly List<object> _raw = [];

    private sealed record Row(string Figure, string MustReach, string Measured, double? Ratio, bool? IsReached);

    /// <summary>Tells what is going on; never part of the table.</summary>
    public void Tell(string line) => (options.IsJson ? Console.Error : Console.Out).WriteLine(line);

    /// <summary>A ratio that has to be at least so much.</summary>
    public void AtLeast(string figure, double bound, double ratio, string measured) =>
        Add(new Row(figure, $"≥ {Number(bound)}x", measured, ratio, ratio >= bound));

    /// <summary>A ratio that may be at most so much.</summary>
    public void AtMost(string figure, double bound, double ratio, string measured) =>
        Add(new Row(figure, $"≤ {Number(bound)}x", measured, ratio, ratio <= bound));

    /// <summary>An amount that may be at most so much.</summary>
    public void Within(string figure, string unit, double bound, double amount, string measured) =>
        Add(new Row(figure, $"≤ {Number(bound)} {unit}", measured, null, amount <= bound));

    /// <summary>What holds or does not.</summary>
    public void Always(string figure, string mustReach, bool holds, string measured) => Add(new Row(figure, mustReach, measured, null, holds));

    /// <summary>What is told and has no bound.</summary>
    public void Told(string figure, string measured) => Add(new Row(figure, "told", measured, null, null));

    /// <summary>What could not be taken on this machine.</summary>
    public void NotHere(string figure, string mustReach, string why) => Add(new Row(figure, mustReach, $"not here: {why}", null, null));

    /// <summary>Something measured, as it came.</summary>
    public void Raw(string name, Lap lap)
    {
        _raw.Add(new
        {
            name,
            perSecond = lap.PerSecond,
            p50Ms = lap.P50.TotalMilliseconds,
            bytes = lap.Bytes,
            programUs = lap.MicrosecondsOf(lap.Program),
            databaseUs = lap.MicrosecondsOf(lap.Database),
            clientUs = lap.MicrosecondsOf(lap.Client),
        });
        Tell(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-58}{lap.PerSecond,9:n0}/s p50 {lap.P50.TotalMilliseconds,8:n2} ms {lap.Bytes / 1024.0,8:n1} KB; µs each: program {lap.MicrosecondsOf(lap.Program),7:n0}, PostgreSQL {lap.MicrosecondsOf(lap.Database),7:n0}, client {lap.MicrosecondsOf(lap.Client),6:n0}"));
    }

    /// <summary>Server times of equal requests.</summary>
    public void Raw(string name, ServerTimes times)
    {
        _raw.Add(new { name, typicalMs = times.Typical, p99Ms = times.P99, coldMs = times.First, count = times.Matches });
        Tell(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-58}{times.Typical,9:n2} ms, p99 {times.P99:n2}, first {times.First:n1}; {times.Matches:n0} found"));
    }

    public void Write(IReadOnlyDictionary<string, object> about)
    {
        if (options.IsJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { about, figures = _rows, raw = _raw }, Json));
            return;
        }

        var table = new StringBuilder("\n| figure | must reach | measured | ratio | |\n| --- | --- | --- | --- | --- |\n");
        foreach (var row in _rows)
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"| {row.Figure} | {row.MustReach} | {row.Measured} | {(row.Ratio is { } ratio ? Number(ratio) : "")} | {WordOf(row.IsReached)} |");
        }

        Console.WriteLine(table);
        Console.WriteLine(string.Join("; ", about.Select(fact => $"{fact.Key} {fact.Value}")));
    }

    private void Add(Row row)
    {
        _rows.Add(row);
        Tell($"{row.Figure}: {row.Measured}{(row.Ratio is { } ratio ? $", {Number(ratio)}x" : "")} ({row.MustReach}{(row.IsReached == false ? ", NOT REACHED" : "")})");
    }

    private static string WordOf(bool? isReached) => isReached switch { true => "yes", false => "**no**", null => "" };

    private static string Number(double value) => value.ToString(value is > -10 and < 10 ? "0.##" : "n0", CultureInfo.InvariantCulture);
}
