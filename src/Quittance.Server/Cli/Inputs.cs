using System.CommandLine;
using System.CommandLine.Parsing;

namespace Quittance.Server.Cli;

/// <summary>What an option's value has to look like; else the command is misused.</summary>
internal static class Inputs
{
    public static Action<OptionResult> NotBlank(Option<string> option) => result =>
    {
        if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
        {
            result.AddError($"{option.Name} must not be blank.");
        }
    };

    public static Action<OptionResult> Email(Option<string> option) => result =>
    {
        var text = result.GetValueOrDefault<string>()?.Trim() ?? "";
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || at == text.Length - 1 || at != text.LastIndexOf('@') || text.Any(char.IsWhiteSpace))
        {
            result.AddError($"{option.Name}: {text} is no e-mail address. An example: ap@example.com");
        }
    };
}
