using System.Text.Json;
using Quittance.Domain.Accounting;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>What Tryton says when it does not do what it was asked, in the words of accounting.</summary>
/// <remarks>
/// Its refusals are an answer of status 200 with a list: the kind, and what there is to say. They are asked for in English, whatever the
/// user's language is, because some can only be told apart by their words (ir/message.xml and account/message.xml of Tryton 6.0).
/// </remarks>
internal static class TrytonFailure
{
    private const int MessageMax = 1000;

    private static readonly string[] PeriodWords = ["create a period for the date", "closed period", "closed journal-period", "is closed.", "outside the period"];

    private static readonly string[] AccessWords = ["You are not allowed", "not allowed to"];

    private static readonly string[] BusyWords =
        ["could not obtain lock", "could not serialize", "deadlock detected", "database is locked", "statement timeout", "lock timeout", "server closed the connection", "connection already closed"];

    /// <summary>The failure that an answer's <c>error</c> tells.</summary>
    public static AccountingException Of(JsonElement error)
    {
        var kind = TextAt(error, 0) ?? "";
        return kind switch
        {
            "UserError" => Refused(Told(error, 1, 0), kind),
            // The question's own name, such as account.move,7.cancel, under which it can be answered.
            "UserWarning" => new AccountingException(AccountingFault.Rejected, $"Tryton asks: {Told(error, 1, 1)}", TextIn(error, 1, 0) ?? kind),
            "ConcurrencyException" => new AccountingException(AccountingFault.Unavailable, $"Tryton: {Told(error, 1, null)}", kind),
            "LoginException" => new AccountingException(AccountingFault.CredentialsRefused, "Tryton wants more than the password to log this user in.", kind),
            "" when error.ValueKind == JsonValueKind.Array && error.GetArrayLength() > 0 => new AccountingException(AccountingFault.Unavailable, "Tryton failed without saying why."),
            "" => new AccountingException(AccountingFault.RateLimited, "Tryton has had too many requests."),
            _ => Broken(kind),
        };
    }

    private static AccountingException Refused(string message, string kind)
    {
        var fault =
            Has(message, PeriodWords) ? AccountingFault.PeriodClosed
            : Has(message, AccessWords) ? AccountingFault.Forbidden
            : Has(message, ["don't exist anymore"]) ? AccountingFault.NotFound
            : Has(message, ["must be unique"]) ? AccountingFault.Duplicate
            : AccountingFault.Rejected;
        return new AccountingException(fault, $"Tryton: {message}", kind);
    }

    // What is neither a refusal nor a question is the text of a Python exception: of the database, or of a fault in a module.
    private static AccountingException Broken(string text) => Has(text, BusyWords)
        ? new AccountingException(AccountingFault.Unavailable, $"Tryton's database is busy: {Cut(text)}")
        : new AccountingException(AccountingFault.Rejected, $"Tryton failed: {Cut(text)}");

    private static string Told(JsonElement error, int at, int? within)
    {
        var message = within is { } place ? TextIn(error, at, place) : TextAt(error, at);
        var more = within is { } before ? TextIn(error, at, before + 1) : null;
        return Cut(string.IsNullOrEmpty(more) ? message ?? "It gave no reason." : $"{message} {more}");
    }

    private static string Cut(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= MessageMax ? line : line[..MessageMax];
    }

    private static bool Has(string text, string[] words) => words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string? TextIn(JsonElement error, int at, int within) =>
        error.ValueKind == JsonValueKind.Array && error.GetArrayLength() > at ? TextAt(error[at], within) : null;

    private static string? TextAt(JsonElement list, int at) =>
        list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > at && list[at].ValueKind == JsonValueKind.String ? Printable(list[at]) : null;

    private static string? Printable(JsonElement text)
    {
        try
        {
            return new string([.. text.GetString()!.Where(letter => letter is '\n' or '\t' || !char.IsControl(letter))]);
        }
        catch (InvalidOperationException)
        {
            return null; // Half a character.
        }
    }
}
