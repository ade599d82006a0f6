using Quittance.Simulator.Wire;

namespace Quittance.Simulator;

/// <summary>The command line.</summary>
internal sealed record Arguments(SimulatorOptions Options, bool Json)
{
    public const string Help = """
        quittance simulator: stands in for invoice providers (AFNOR flow service, Pennylane, Qonto, the HTTP feed) on this machine.

          --port N        Listen on this port of loopback (default 8090; 0 takes a free one).
          --clock TIME    What the providers' clocks show at first (ISO 8601; default the present).
          --seed N        Ids, keys and secrets are made from it (default 1).
          --corpus DIR    XML and PDF files to serve besides the made-up bills.
          --empty         Start without any bill.
          --json          Tell the addresses and credentials as one line of JSON.
        """;

    private const int UsualPort = 8090;

    /// <exception cref="FormatException">Something is not understood; the message says what.</exception>
    public static Arguments Read(IReadOnlyList<string> args)
    {
        var options = new SimulatorOptions { Port = UsualPort, IsStocked = true };
        var json = false;
        for (var index = 0; index < args.Count; index++)
        {
            var name = args[index];
            string Value() => ++index < args.Count ? args[index] : throw new FormatException($"{name} needs a value.");
            switch (name)
            {
                case "--json":
                    json = true;
                    break;
                case "--empty":
                    options = options with { IsStocked = false };
                    break;
                case "--port":
                    options = options with { Port = ushort.TryParse(Value(), Text.Invariant, out var port) ? port : throw new FormatException("--port: 0 to 65535.") };
                    break;
                case "--seed":
                    options = options with { Seed = int.TryParse(Value(), Text.Invariant, out var seed) ? seed : throw new FormatException("--seed: a whole number.") };
                    break;
                case "--clock":
                    options = options with { Clock = Text.Time(Value()) ?? throw new FormatException("--clock: a time such as 2026-09-01T08:00:00Z.") };
                    break;
                case "--corpus":
                    options = options with { CorpusFolder = Value() };
                    _ = Directory.Exists(options.CorpusFolder) ? 0 : throw new FormatException($"--corpus: there is no folder {options.CorpusFolder}.");
                    break;
                default:
                    throw new FormatException($"{name} is no option of the simulator.");
            }
        }

        return new Arguments(options, json);
    }
}
