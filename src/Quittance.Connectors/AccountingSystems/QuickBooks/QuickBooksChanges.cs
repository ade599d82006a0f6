using System.Net;
using System.Text.Json;
using Quittance.Connectors.Http;
using Quittance.Domain.Accounting;
using Quittance.Domain.Intake;

namespace Quittance.Connectors.AccountingSystems.QuickBooks;

/// <summary>Tells what changed over there, by change data capture where it reaches and by paging where it does not.</summary>
internal sealed class QuickBooksChanges(QuickBooksApi api, TimeProvider clock)
{
    /// <summary>The kinds that are told, in the order in which they are paged through.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["Vendor", "Bill", "BillPayment"];

    /// <summary>How many objects change data capture tells at most.</summary>
    private const int CaptureMax = 1000;

    private const int PageSize = 200;

    private const int PartsMax = 100;

    /// <summary>Change data capture reaches 30 days back by Intuit's clock, which need not be ours.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromDays(29);

    /// <summary>A change may show later than others that were made after it.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan ClockStep = TimeSpan.FromDays(1);

    public async Task<RemoteChanges> ListAsync(AccountingAccess access, string? place, CancellationToken cancel)
    {
        var at = QuickBooksPlace.Read(place);
        if (at?.Scan is not null)
        {
            return await PageAsync(access, at.Since, at.Scan, cancel);
        }

        return at is not null && at.Since > clock.GetUtcNow() - Reach && await CaptureAsync(access, at.Since, cancel) is { } captured
            ? captured
            : await PageAsync(access, at?.Since ?? DateTimeOffset.UnixEpoch, null, cancel);
    }

    /// <returns>Null when there are more changes than it tells.</returns>
    private async Task<RemoteChanges?> CaptureAsync(AccountingAccess access, DateTimeOffset since, CancellationToken cancel)
    {
        JsonElement answer;
        try
        {
            answer = await api.ChangesAsync(access, string.Join(',', Kinds), since, cancel);
        }
        catch (ProviderException failure) when (failure.Fault == ProviderFault.TooLarge)
        {
            return null;
        }

        var found = new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        foreach (var response in answer.Items("CDCResponse", PartsMax))
        {
            QuickBooksFaults.ThrowAny(response, HttpStatusCode.OK, null);
            foreach (var part in response.Items("QueryResponse", PartsMax))
            {
                QuickBooksFaults.ThrowAny(part, HttpStatusCode.OK, null);
                foreach (var kind in Kinds)
                {
                    found.TryAdd(kind, []);
                    found[kind].AddRange(part.Items(kind, CaptureMax));
                }
            }
        }

        return found.Values.Sum(objects => objects.Count) >= CaptureMax
            ? null
            : Mapped(found, new QuickBooksPlace(Later(TimeOf(answer) - Overlap, since), null), hasMore: false);
    }

    /// <summary>One page of one kind. Pages begin at the last time that was seen and not at a number, so that an object which changes meanwhile moves none past us.</summary>
    private async Task<RemoteChanges> PageAsync(AccountingAccess access, DateTimeOffset since, QuickBooksPlace.Paging? known, CancellationToken cancel)
    {
        var (kind, from, skip) = known is null ? (0, since, 0) : (known.Kind, known.From, known.Skip);
        var isActiveAsked = Kinds[kind] == "Vendor" ? " and Active IN (true, false)" : "";
        var (page, answer) = await api.QueryAsync(
            access, Kinds[kind], $" where {QuickBooksQuery.Since(from)}{isActiveAsked} orderby MetaData.LastUpdatedTime asc", skip + 1, PageSize, cancel);

        var then = known?.Then ?? TimeOf(answer) - Overlap;
        var next = page.Count < PageSize ? new QuickBooksPlace.Paging(kind + 1, since, 0, then) : After(page, new(kind, from, skip, then));
        var isEnd = next.Kind == Kinds.Count;
        return Mapped(
            new(StringComparer.Ordinal) { [Kinds[kind]] = [.. page] },
            isEnd ? new QuickBooksPlace(then, null) : new QuickBooksPlace(since, next),
            hasMore: !isEnd);
    }

    private static QuickBooksPlace.Paging After(IReadOnlyList<JsonElement> page, QuickBooksPlace.Paging at)
    {
        // To the second, as a place keeps it and a query takes it.
        var last = DateTimeOffset.FromUnixTimeSeconds((page[^1].Changed() ?? at.From).ToUnixTimeSeconds());
        return last > at.From ? at with { From = last, Skip = 0 } : at with { Skip = at.Skip + page.Count };
    }

    private static RemoteChanges Mapped(Dictionary<string, List<JsonElement>> found, QuickBooksPlace place, bool hasMore)
    {
        IEnumerable<JsonElement> Of(string kind, bool isGone) =>
            found.GetValueOrDefault(kind, []).Where(entity => entity.Text("status") == "Deleted" == isGone).OrderBy(entity => entity.Changed());

        return new RemoteChanges(
            [.. Of("Vendor", false).Select(QuickBooksMapping.Vendor)],
            [.. Of("Bill", false).Select(QuickBooksMapping.Bill)],
            [.. Of("BillPayment", false).Select(QuickBooksMapping.Payment)],
            [
                .. Of("Vendor", true).Select(gone => (AccountingObjectKind.Vendor, gone.RequiredText("Id"))),
                .. Of("Bill", true).Select(gone => (AccountingObjectKind.Bill, gone.RequiredText("Id"))),
                .. Of("BillPayment", true).Select(gone => (AccountingObjectKind.PaymentRecord, gone.RequiredText("Id"))),
            ],
            place.Write(),
            hasMore);
    }

    /// <summary>QuickBooks' own clock, unless it is so far from ours that nothing, or everything, would be told for ever.</summary>
    private DateTimeOffset TimeOf(JsonElement answer)
    {
        var now = clock.GetUtcNow();
        return answer.Instant("time") is { } told && (told - now).Duration() < ClockStep ? told : now;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
