using System.Globalization;

namespace Quittance.Bench;

/// <summary>How large the run is.</summary>
/// <param name="Connections">Network connections of one payer.</param>
/// <param name="InvoicesEach">Invoices on each connection.</param>
/// <param name="ExportRows">Rows of the long export, whose memory must not grow with them.</param>
/// <param name="Seconds">How long each figure is taken.</param>
internal sealed record BenchOptions(int Connections, int InvoicesEach, int ExportRows, int Seconds, int Clients)
{
    private const string Usage =
        "usage: Quittance.Bench [--connections 1000] [--invoices 1000] [--export-rows 1000000] [--seconds 5] [--clients 8]";

    public static BenchOptions? Parse(string[] args)
    {
        var options = new BenchOptions(1000, 1000, 1_000_000, 5, 8);
        for (var index = 0; index < args.Length; index += 2)
        {
            if (index + 1 == args.Length || !int.TryParse(args[index + 1], CultureInfo.InvariantCulture, out var value) || value < 1)
            {
                Console.Error.WriteLine(Usage);
                return null;
            }

            var changed = args[index] switch
            {
                "--connections" => options with { Connections = value },
                "--invoices" => options with { InvoicesEach = value },
                "--export-rows" => options with { ExportRows = value },
                "--seconds" => options with { Seconds = value },
                "--clients" => options with { Clients = value },
                _ => null,
            };
            if (changed is null)
            {
                Console.Error.WriteLine(Usage);
                return null;
            }

            options = changed;
        }

        return options;
    }
}
