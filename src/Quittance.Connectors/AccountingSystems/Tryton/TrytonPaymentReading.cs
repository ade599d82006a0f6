using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using static Quittance.Connectors.AccountingSystems.Tryton.TrytonValue;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>Reads payments: posted moves of a cash or statement journal that take something off what is owed.</summary>
internal static partial class TrytonPaymentReading
{
    private const int LinesMax = 5000;

    /// <summary>What of a move has to be read.</summary>
    public static readonly string[] Fields = ["description", "number", "post_number", "origin", "date", "write_date", "create_date"];

    /// <summary>Which moves are payments, or cancel one.</summary>
    public static JsonArray DomainOf(TrytonCalls tryton) =>
        [tryton.OfCompany, Is("state", "posted"), Is("journal.type", "in", Texts(["cash", "statement"])), Is("lines.account.type.payable", true)];

    public static async Task<IReadOnlyList<RemotePayment>> ReadAsync(TrytonCalls tryton, IReadOnlyList<JsonElement> rows, CancellationToken cancel)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        // A move that cancels another is not told itself: what it cancels has changed by it.
        var cancelled = rows.Select(row => Origin(row, TrytonPayments.Move)).OfType<long>().ToList();
        var known = rows.Select(row => row.Id()).ToHashSet();
        var missing = cancelled.Where(id => !known.Contains(id)).Distinct().ToList();
        var others = missing.Count == 0 ? [] : await tryton.SearchReadAsync(TrytonPayments.Move, [tryton.OfCompany, Is("id", "in", Ids(missing))], Fields, missing.Count, cancel);
        var moves = rows.Where(row => Origin(row, TrytonPayments.Move) is null).Concat(others).ToList();

        var lines = (await tryton.SearchReadAsync(TrytonPayments.MoveLine, [Is("move", "in", Ids(moves.Select(move => move.Id()))), Is("account.type.payable", true)],
            ["move", "debit", "credit", "amount_second_currency", "second_currency.code", "reconciliation", "invoice_payment"], LinesMax, cancel)).ToLookup(line => line.Id("move"));
        var reconciled = await ReconciledAsync(tryton, [.. lines.SelectMany(move => move)], cancel);
        var voids = await VoidsAsync(tryton, moves, cancel);
        return [.. moves.Select(move => Payment(move, [.. lines[move.Id()]], reconciled, voids)).OfType<RemotePayment>()];
    }

    private static RemotePayment? Payment(JsonElement move, List<JsonElement> lines, ILookup<long?, long> reconciled, HashSet<long> voids)
    {
        var currency = lines.FirstOrDefault() is { ValueKind: JsonValueKind.Object } first ? first.Related("second_currency")?.Text("code") : null;
        var amount = lines.Sum(line => currency is null ? (line.Number("debit") ?? 0) - (line.Number("credit") ?? 0) : line.Number("amount_second_currency") ?? 0);
        if (amount <= 0)
        {
            return null; // A refund, or a line between accounts.
        }

        var bills = lines.Select(line => line.Id("invoice_payment")).OfType<long>()
            .Concat(lines.Where(line => line.Id("reconciliation") is not null).SelectMany(line => reconciled[line.Id("reconciliation")]));
        if (Origin(move, TrytonBills.Invoice) is { } origin)
        {
            bills = bills.Append(origin);
        }

        return new RemotePayment(
            move.Reference(move.Text("post_number") ?? move.Text("number")),
            OurKey().Match(move.Text("description") ?? "") is { Success: true, Value: var key } ? key : null,
            [.. bills.Distinct().Select(Text)],
            move.Day("date"),
            currency,
            amount,
            voids.Contains(move.Id()));
    }

    /// <summary>The invoices behind each reconciliation.</summary>
    private static async Task<ILookup<long?, long>> ReconciledAsync(TrytonCalls tryton, List<JsonElement> lines, CancellationToken cancel)
    {
        var ids = lines.Select(line => line.Id("reconciliation")).OfType<long>().Distinct().ToList();
        var partners = ids.Count == 0
            ? []
            : await tryton.SearchReadAsync(TrytonPayments.MoveLine, [Is("reconciliation", "in", Ids(ids))], ["reconciliation", "move.origin"], LinesMax, cancel);
        return partners
            .Select(line => (Reconciliation: line.Id("reconciliation"), Bill: line.Related("move") is { } move ? Origin(move, TrytonBills.Invoice) : null))
            .Where(pair => pair.Bill is not null)
            .ToLookup(pair => pair.Reconciliation, pair => pair.Bill!.Value);
    }

    private static async Task<HashSet<long>> VoidsAsync(TrytonCalls tryton, List<JsonElement> moves, CancellationToken cancel)
    {
        if (moves.Count == 0)
        {
            return [];
        }

        JsonArray domain = [tryton.OfCompany, Is("state", "posted"), Is("origin", "in", Texts(moves.Select(move => $"{TrytonPayments.Move},{Text(move.Id())}")))];
        return [.. (await tryton.SearchReadAsync(TrytonPayments.Move, domain, ["origin"], LinesMax, cancel)).Select(move => Origin(move, TrytonPayments.Move)).OfType<long>()];
    }

    // A reference is text: the model, a comma, the id.
    private static long? Origin(JsonElement move, string model) =>
        move.Text("origin") is { } origin && origin.StartsWith($"{model},", StringComparison.Ordinal) ? IdOf(origin[(model.Length + 1)..]) : null;

    [GeneratedRegex("(?<=^| )trx_[0-9a-f]{32}(_pay_[0-9a-f]{32})?$", RegexOptions.CultureInvariant)]
    private static partial Regex OurKey();
}
