using System.Globalization;

namespace Quittance.Bench;

/// <summary>How large the run is.</summary>
/// <param name="Connections">Network connections of one payer.</param>
/// <param name="InvoicesEach">Invoices on each connection.</param>
/// <param name="ExportRows">Rows of the long export, whose memory must not grow with them.</param>
/// <param name="Seconds">How long each figure is taken.</param>
/// <param name="Documents">Electronic invoices that a provider has for the import.</param>
/// <param name="Idle">Invoice connections that are polled and have nothing new.</param>
internal sealed record BenchOptions(int Connections, int InvoicesEach, int ExportRows, int Seconds, int Clients, int Documents, int Idle)
{
    private const string Network = "network";
    private const string Intake = "intake";
    private const string Accounting = "accounting";
    private const string Payments = "payments";

    /// <summary>The figures to take: <c>network</c>, <c>intake</c>, <c>accounting</c> or <c>payments</c>; null for all but the last, which take an hour.</summary>
    public string? Only { get; init; }

    /// <summary>A Factur-X file to import again and again; null leaves that figure out.</summary>
    public string? Pdf { get; init; }

    /// <summary>Approved bills that are pushed to a journal.</summary>
    public int Bills { get; init; } = 10_000;

    /// <summary>Approved bills that are pushed to a Tryton.</summary>
    public int TrytonBills { get; init; } = 1000;

    /// <summary>Synced records of a connection that has nothing new; it is compared with one that has 1,000.</summary>
    public int History { get; init; } = 100_000;

    /// <summary>Transactions of the smaller of two servers that are compared; the larger has five times as many.</summary>
    public int Transactions { get; init; } = 1_000_000;

    /// <summary>Whether the larger of the two has ten times as many.</summary>
    public bool IsLarge { get; init; }

    /// <summary>How often each of several that race takes its turn.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Tells the figures as JSON on standard output, and everything else on standard error.</summary>
    public bool IsJson { get; init; }

    /// <summary>Whether <c>payments</c> takes only what this name begins with, such as <c>pages</c>; null takes everything.</summary>
    public string? Part { get; init; }

    /// <summary>A folder where the servers of <c>payments</c> leave their data, to be gone on with by the next run; null for none.</summary>
    /// <remarks>To fill five million rows takes longer than most figures. What <c>paying</c> adds stays there, too.</remarks>
    public string? Keep { get; init; }

    /// <summary>How many times as many transactions the larger server has.</summary>
    public int Factor => IsLarge ? 10 : 5;

    public bool TakesPayments => Only == Payments;

    public bool Takes(string figures) => Only is null || Only == figures;

    private const string Usage =
        """
        usage: Quittance.Bench [network|intake|accounting] [--connections 1000] [--invoices 1000] [--export-rows 1000000] [--seconds 5] [--clients 8]
            [--documents 2000] [--idle 10000] [--pdf FILE] [--bills 10000] [--tryton-bills 1000] [--history 100000]
               Quittance.Bench payments [--transactions 1000000] [--large] [--only pages|filters|ingest|paying|export] [--rounds 5] [--seconds 5] [--clients 8] [--json] [--keep FOLDER]
        """;

    public static BenchOptions? Parse(string[] args)
    {
        var options = new BenchOptions(1000, 1000, 1_000_000, 5, 8, 2000, 10_000)
        {
            Only = args is [Network or Intake or Accounting or Payments, ..] ? args[0] : null,
            IsLarge = args.Contains("--large"),
            IsJson = args.Contains("--json"),
        };
        args = [.. args.Skip(options.Only is null ? 0 : 1).Where(argument => argument is not ("--large" or "--json"))];
        for (var index = 0; index < args.Length; index += 2)
        {
            if (index + 1 < args.Length && args[index] == "--pdf" && File.Exists(args[index + 1]))
            {
                options = options with { Pdf = args[index + 1] };
                continue;
            }

            if (index + 1 < args.Length && args[index] == "--only")
            {
                options = options with { Part = args[index + 1] };
                continue;
            }

            if (index + 1 < args.Length && args[index] == "--keep")
            {
                options = options with { Keep = args[index + 1] };
                continue;
            }

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
                "--documents" => options with { Documents = value },
                "--idle" => options with { Idle = value },
                "--bills" => options with { Bills = value },
                "--tryton-bills" => options with { TrytonBills = value },
                "--history" => options with { History = value },
                "--transactions" => options with { Transactions = value },
                "--rounds" => options with { Rounds = value },
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
