using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>What Xero's refusals mean, with its own words.</summary>
/// <remarks>Xero has one code for all validation errors, so that the words have to tell. Those that are looked for here are the stable part of them.</remarks>
internal static class XeroFailure
{
    /// <summary>Xero's number for a refusal of what was sent. Nothing was written then.</summary>
    public const string ValidationCode = "10";

    private const int ElementsMax = 1_000;

    private const int WordsMax = 500;

    private static readonly TimeSpan MinuteLimit = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ConcurrencyLimit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan DayLimit = TimeSpan.FromHours(1);

    /// <summary>What an answer that is no success means.</summary>
    public static AccountingException Of(ProviderAnswer answer)
    {
        var told = Told.Read(answer);
        return (int)answer.Status switch
        {
            400 when told.Errors.Count > 0 => Refusal(told.Errors),
            400 => new AccountingException(AccountingFault.Rejected, told.Words ?? $"{answer.Host} answered 400.", told.Code),
            // A token of which a scope is missing stays without it, however often it is refreshed.
            401 when told.Says("AuthorizationUnsuccessful") => new AccountingException(AccountingFault.Forbidden, "Xero does not allow this to the app: a scope is missing."),
            401 => new AccountingException(AccountingFault.CredentialsRefused, "Xero does not take the access token."),
            403 when told.Says("AuthenticationUnsuccessful") => new AccountingException(AccountingFault.Deauthorized, "The organisation is not connected to the app any more."),
            429 => Throttled(answer),
            _ => new AccountingException(AccountingHttp.FaultOf(answer.Failure().Fault), told.Words ?? answer.Failure().Message, told.Code, answer.RetryAfter),
        };
    }

    /// <summary>Throws if what was written has errors although the status is a success, as it is for one element of several.</summary>
    public static void Check(JsonElement element)
    {
        var errors = new List<string>();
        Collect(element, errors);
        if (errors.Count > 0 || element.Text("StatusAttributeString") == "ERROR")
        {
            throw Refusal(errors);
        }
    }

    /// <summary>Which fault Xero's words name.</summary>
    public static AccountingFault FaultOf(string words) => words switch
    {
        _ when Has(words, "lock date") => AccountingFault.PeriodClosed,
        _ when Has(words, "contact") && Has(words, "archived") => AccountingFault.NotFound,
        // Says "account code" too, and so comes before it.
        _ when Has(words, "taxtype") || Has(words, "tax type") || Has(words, "tax rate") => AccountingFault.TaxRateMissing,
        _ when Has(words, "does not match the expected") => AccountingFault.TotalDiffers,
        _ when Has(words, "already assigned") || Has(words, "must be unique") || Has(words, "another contact has this") => AccountingFault.Duplicate,
        _ when Has(words, "account") && IsAboutMissing(words) => AccountingFault.LedgerAccountMissing,
        _ when Has(words, "could not be found") || Has(words, "was not found") => AccountingFault.NotFound,
        _ => AccountingFault.Rejected,
    };

    private static bool IsAboutMissing(string words) =>
        Has(words, "valid") || Has(words, "archived") || Has(words, "deleted") || Has(words, "found") || Has(words, "recognised") || Has(words, "must be specified");

    private static bool Has(string words, string part) => words.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static AccountingException Refusal(IReadOnlyList<string> errors)
    {
        var fault = errors.Select(FaultOf).FirstOrDefault(fault => fault != AccountingFault.Rejected, AccountingFault.Rejected);
        return new AccountingException(fault, errors.Count == 0 ? "Xero refused it without saying why." : Short(string.Join(' ', errors.Distinct())), ValidationCode);
    }

    private static AccountingException Throttled(ProviderAnswer answer)
    {
        var limit = answer.Headers.TryGetValues("X-Rate-Limit-Problem", out var values) ? Short(values.First()) : "";
        var wait = answer.RetryAfter ?? (Has(limit, "day") || Has(limit, "daily") ? DayLimit : Has(limit, "concurrent") ? ConcurrencyLimit : MinuteLimit);
        return new AccountingException(AccountingFault.RateLimited, limit.Length > 0 ? $"Xero takes no more calls for now; the limit reached is: {limit}." : "Xero takes no more calls for now.", retryAfter: wait);
    }

    /// <summary>Errors stand at the object, at its lines and at its contact.</summary>
    private static void Collect(JsonElement element, List<string> errors)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        errors.AddRange(element.Items("ValidationErrors", ElementsMax).Select(error => error.Text("Message")).OfType<string>());
        foreach (var line in element.Items("LineItems", ElementsMax))
        {
            errors.AddRange(line.Items("ValidationErrors", ElementsMax).Select(error => error.Text("Message")).OfType<string>());
        }

        if (element.Part("Contact") is { } contact)
        {
            errors.AddRange(contact.Items("ValidationErrors", ElementsMax).Select(error => error.Text("Message")).OfType<string>());
        }
    }

    private static string Short(string words)
    {
        var clean = string.Concat(words.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        return clean.Length <= WordsMax ? clean : $"{clean[..WordsMax]}...";
    }

    /// <summary>What a refusal's body says; nothing of it has to be there.</summary>
    private sealed record Told(string? Words, string? Code, IReadOnlyList<string> Errors)
    {
        public bool Says(string word) => Words?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;

        public static Told Read(ProviderAnswer answer)
        {
            try
            {
                using var json = answer.Json();
                var root = json.RootElement;
                var errors = new List<string>();
                foreach (var element in root.Items("Elements", ElementsMax))
                {
                    Collect(element, errors);
                }

                var words = root.Text("Message") ?? root.Text("Detail") ?? root.Text("Title") ?? root.Text("error");
                return new Told(words is null ? null : Short(words), root.Text("ErrorNumber"), [.. errors.Select(Short)]);
            }
            catch (ProviderException)
            {
                return new Told(null, null, []); // The status says enough.
            }
        }
    }
}
