using System.Globalization;
using System.Text.Json;

namespace Quittance.Counterparts;

/// <summary>A journal file as hledger and beancount read it.</summary>
public static class PlainTextJournal
{
    /// <summary>Whether both programs are here.</summary>
    public static bool CanBeRead => OutsideProgram.IsInstalled("hledger") && OutsideProgram.IsInstalled("bean-check") && OutsideProgram.IsInstalled("bean-query");

    /// <summary>Has both programs check the file.</summary>
    public static async Task CheckAsync(string file, CancellationToken cancel)
    {
        await OutsideProgram.RunAsync("hledger", ["-f", file, "check"], cancel);
        await OutsideProgram.RunAsync("bean-check", [file], cancel);
    }

    /// <summary>What each account holds by hledger, in hundredths, without zeros.</summary>
    public static async Task<Dictionary<string, long>> BalancesByHledgerAsync(string file, CancellationToken cancel)
    {
        using var json = JsonDocument.Parse(await OutsideProgram.RunAsync("hledger", ["-f", file, "balance", "--flat", "-O", "json"], cancel));
        return json.RootElement[0].EnumerateArray()
            .Select(row => (Account: row[0].GetString()!, Minor: row[3].EnumerateArray().Sum(MinorOf)))
            .Where(row => row.Minor != 0).ToDictionary(row => row.Account, row => row.Minor, StringComparer.Ordinal);
    }

    /// <summary>What each account holds by beancount, in hundredths, without zeros.</summary>
    public static async Task<Dictionary<string, long>> BalancesByBeancountAsync(string file, CancellationToken cancel)
    {
        var csv = await OutsideProgram.RunAsync("bean-query", ["-f", "csv", file, "select account, sum(number) as total group by account"], cancel);
        return csv.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','))
            .Select(cells => (Account: cells[0].Trim(), Minor: decimal.ToInt64(decimal.Parse(cells[1], CultureInfo.InvariantCulture) * 100)))
            .Where(row => row.Minor != 0).ToDictionary(row => row.Account, row => row.Minor, StringComparer.Ordinal);
    }

    /// <summary>The first lines of all entries, as hledger prints them.</summary>
    public static async Task<IReadOnlyList<string>> EntriesAsync(string file, CancellationToken cancel) =>
        [.. (await OutsideProgram.RunAsync("hledger", ["-f", file, "print"], cancel)).Split('\n').Where(line => line.Length > 0 && char.IsAsciiDigit(line[0]))];

    private static long MinorOf(JsonElement amount)
    {
        var quantity = amount.GetProperty("aquantity");
        return decimal.ToInt64(quantity.GetProperty("decimalMantissa").GetDecimal() / (decimal)Math.Pow(10, quantity.GetProperty("decimalPlaces").GetInt32()) * 100);
    }
}
