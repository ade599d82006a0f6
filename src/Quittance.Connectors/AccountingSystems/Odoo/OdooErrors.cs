using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.AccountingSystems.Odoo;

/// <summary>Tells what a refusal of Odoo means, by its status, the name of its exception and its English words.</summary>
internal static class OdooErrors
{
    private const int MessageMax = 500;

    /// <summary>The failure that an answer tells.</summary>
    public static AccountingException Of(ProviderAnswer answer)
    {
        var (name, message) = Read(answer);
        var fault = (int)answer.Status switch
        {
            401 => AccountingFault.CredentialsRefused,
            _ when name.EndsWith(".AccessDenied", StringComparison.Ordinal) => AccountingFault.CredentialsRefused,
            _ when name.EndsWith(".AccessError", StringComparison.Ordinal) => AccountingFault.Forbidden,
            _ when name.EndsWith(".MissingError", StringComparison.Ordinal) => AccountingFault.NotFound,
            403 => AccountingFault.Forbidden,
            404 => AccountingFault.Rejected, // No such model or method: another version, or no Odoo.
            _ when IsRefusal(name) => FaultOf(message),
            400 or 422 => FaultOf(message),
            _ => AccountingHttp.FaultOf(answer.Failure().Fault),
        };
        return new AccountingException(fault, message ?? $"{answer.Host} answered {(int)answer.Status}.", name.Length == 0 ? null : name, answer.RetryAfter);
    }

    private static bool IsRefusal(string name) =>
        name.EndsWith(".UserError", StringComparison.Ordinal) || name.EndsWith(".ValidationError", StringComparison.Ordinal) || name.EndsWith(".RedirectWarning", StringComparison.Ordinal);

    private static AccountingFault FaultOf(string? message) =>
        Says(message, "lock date", "locked", "hard lock", "fiscal lock") ? AccountingFault.PeriodClosed
        : Says(message, "Duplicated vendor reference", "already exists", "must be unique") ? AccountingFault.Duplicate
        : AccountingFault.Rejected;

    private static bool Says(string? message, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (message?.Contains(word, StringComparison.OrdinalIgnoreCase) == true)
            {
                return true;
            }
        }

        return false;
    }

    // Proxies in front of Odoo answer whatever they like. Never the field debug: it is a trace of the server.
    private static (string Name, string? Message) Read(ProviderAnswer answer)
    {
        try
        {
            using var json = answer.Json();
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.Text("message") is { } message
                ? (json.RootElement.Text("name") ?? "", message[..Math.Min(message.Length, MessageMax)])
                : ("", null);
        }
        catch (ProviderException)
        {
            return ("", null);
        }
    }
}
