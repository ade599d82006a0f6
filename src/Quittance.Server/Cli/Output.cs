using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Quittance.Server.Cli;

/// <summary>What a command says: its answer on standard output, as text or JSON, and its progress on standard error.</summary>
internal sealed record Output(TextWriter Out, TextWriter Error, bool IsJson)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // For a terminal or a script, never for a web page.
    };

    public static Output Of(ParseResult parsed) =>
        new(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue(CommandLine.Json));

    /// <param name="json">An anonymous object; its names are the contract that scripts rely on.</param>
    public Task WriteAsync(object json, string text) => Out.WriteLineAsync(IsJson ? JsonSerializer.Serialize(json, Options) : text);

    public void Tell(string line) => Error.WriteLine(line);
}
