using System.Net;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>Reads answers, and what QuickBooks says when it refuses: <c>{"Fault":{"Error":[{"Message","Detail","code"}],"type"}}</c>.</summary>
/// <remarks>The gateway before it writes the same with small letters.</remarks>
internal static class QuickBooksFaults
{
    private const int WordsMax = 500;

    private const int ErrorsMax = 1000;

    /// <summary>The answer's JSON.</summary>
    /// <exception cref="AccountingException">QuickBooks refused, whatever the status is.</exception>
    /// <exception cref="ProviderException">The answer is no success, or no JSON.</exception>
    public static JsonElement Read(ProviderAnswer answer)
    {
        JsonElement root;
        try
        {
            using var json = answer.Json();
            root = json.RootElement.Clone();
        }
        catch (ProviderException) when (!answer.IsSuccess)
        {
            throw answer.Failure();
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new ProviderException(ProviderFault.BadAnswer, $"{answer.Host} answered no object.");
        }

        ThrowAny(root, answer.Status, answer.RetryAfter);
        return answer.IsSuccess ? root : throw answer.Failure();
    }

    /// <summary>Throws what an answer, or a part of it, says went wrong.</summary>
    public static void ThrowAny(JsonElement root, HttpStatusCode status, TimeSpan? retryAfter)
    {
        if ((root.Part("Fault") ?? root.Part("fault")) is not { } fault)
        {
            return;
        }

        var errors = fault.Items("Error", ErrorsMax) is { Count: > 0 } found ? found : fault.Items("error", ErrorsMax);
        var first = errors.Count > 0 ? errors[0] : fault;
        var code = first.Text("code")?.TrimStart('0');
        var message = first.Text("Message") ?? first.Text("message");
        var detail = first.Text("Detail") ?? first.Text("detail");
        var words = AccountingText.Line(string.Join(": ", new[] { message, detail }.OfType<string>().Distinct(StringComparer.Ordinal)), WordsMax);
        throw new AccountingException(FaultOf(code, (int)status, words), words.Length == 0 ? "QuickBooks refused without a word." : words, code, retryAfter);
    }

    private static AccountingFault FaultOf(string? code, int status, string words) => (code, status) switch
    {
        ("3001", _) or (_, 429) => AccountingFault.RateLimited,
        ("3200", _) or (_, 401) => AccountingFault.CredentialsRefused,
        // The company no longer lets this application in.
        ("120", _) => AccountingFault.Deauthorized,
        // 3100: the application may not see this company. 5020: the user may not. 6190: the company's subscription has ended.
        ("3100" or "5020" or "6190", _) or (_, 403) => AccountingFault.Forbidden,
        ("5010", _) => AccountingFault.Conflict,
        ("610", _) => AccountingFault.NotFound,
        ("2500", _) => Missing(words),
        ("6140" or "6240", _) => AccountingFault.Duplicate,
        // 6210 once stood for a number that is there already.
        ("6210", _) => words.Contains("duplicate", StringComparison.OrdinalIgnoreCase) ? AccountingFault.Duplicate : AccountingFault.PeriodClosed,
        (_, 404 or 410) => AccountingFault.NotFound,
        (_, 408 or 504) => AccountingFault.TimedOut,
        ("10000", _) or (_, >= 500) => AccountingFault.Unavailable,
        _ => AccountingFault.Rejected,
    };

    /// <summary>"Invalid Reference Id : Accounts element id 7 not found": which of the references it was.</summary>
    private static AccountingFault Missing(string words) =>
        words.Contains("account", StringComparison.OrdinalIgnoreCase) ? AccountingFault.LedgerAccountMissing
        : words.Contains("tax", StringComparison.OrdinalIgnoreCase) ? AccountingFault.TaxRateMissing
        : AccountingFault.NotFound;
}
