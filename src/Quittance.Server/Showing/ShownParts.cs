using Quittance.Server.Api.Payments;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Security;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>Everything that is to be set into some JSON, as one caller may see it.</summary>
internal sealed class ShownParts
{
    private static readonly byte[] Nothing = "null"u8.ToArray();

    private readonly Dictionary<Mark, ShownPart> _parts = [];
    private readonly Caller _caller;
    private readonly bool _mayHoldNumbers;

    private ShownParts(Caller caller)
    {
        _caller = caller;
        _mayHoldNumbers = caller.Permissions.Contains(Permission.Payments);
    }

    /// <summary>Finds or reads what the marks of these documents stand for, and the marks within that.</summary>
    /// <param name="freshAt">The organization's change number, if it was asked for in this session already (<see cref="FreshnessQuestion"/>).</param>
    public static async Task<ShownParts> LoadAsync(
        TenantSession session, Caller caller, IEnumerable<ReadOnlyMemory<byte>> documents, long? freshAt, CancellationToken cancel)
    {
        var parts = new ShownParts(caller);
        var marks = new HashSet<Mark>();
        foreach (var document in documents)
        {
            Skeleton.Collect(document.Span, marks);
        }

        if (marks.Count == 0)
        {
            return parts;
        }

        var readAt = session.Parties.Any ? (long?)null : freshAt ?? await FreshenAsync(session, cancel);
        while (marks.Count > 0)
        {
            await parts.AddAsync(session, readAt, marks, cancel);
            var within = new HashSet<Mark>();
            foreach (var mark in marks.Where(mark => mark.Kind == MarkKind.Entity))
            {
                Skeleton.Collect(parts.Of(mark), within);
            }

            within.RemoveWhere(parts._parts.ContainsKey);
            marks = within;
        }

        return parts;
    }

    /// <summary>What the caller sees in the place of a mark.</summary>
    public byte[] Of(Mark mark) => _parts.TryGetValue(mark, out var part) ? part.For(_caller, _mayHoldNumbers) : Nothing;

    /// <summary>Forgets what has changed since this process last asked.</summary>
    /// <returns>The organization's change number.</returns>
    private static async Task<long> FreshenAsync(TenantSession session, CancellationToken cancel)
    {
        var question = new FreshnessQuestion(session);
        await using var batch = session.Batch(question.Part);
        await using var row = await batch.ExecuteReaderAsync(cancel);
        return await question.TakeAsync(row, cancel);
    }

    private async Task AddAsync(TenantSession session, long? readAt, HashSet<Mark> marks, CancellationToken cancel)
    {
        var missing = new HashSet<Mark>();
        foreach (var mark in marks)
        {
            if (readAt is { } at && session.PartCache.Find(session.Organization, at, mark) is { } part)
            {
                _parts[mark] = part;
            }
            else
            {
                missing.Add(mark);
            }
        }

        if (missing.Count == 0)
        {
            return;
        }

        var read = await session.PastTheBusinessWallAsync(() => ReadAsync(session, missing, cancel), cancel);
        foreach (var (mark, part) in read)
        {
            _parts[mark] = part;
        }

        if (readAt is { } then)
        {
            session.PartCache.Keep(session.Organization, then, read);
        }
    }

    private static async Task<Dictionary<Mark, ShownPart>> ReadAsync(TenantSession session, HashSet<Mark> marks, CancellationToken cancel)
    {
        var parts = new Dictionary<Mark, ShownPart>();
        if (Of(MarkKind.Entity) is { Count: > 0 } entities)
        {
            foreach (var (id, entity) in await ShownEntities.ReadAsync(session, entities, cancel))
            {
                parts.Add(new Mark(MarkKind.Entity, id), new ShownPart(PaymentsJson.Write(entity with { Logo = null }), null, id));
            }
        }

        if (Of(MarkKind.Method) is { Count: > 0 } methods)
        {
            foreach (var (id, method) in await ShownMethods.ReadAsync(session, methods, cancel))
            {
                var whole = method.Whole is null ? null : PaymentsJson.Write(method.Whole);
                parts.Add(new Mark(MarkKind.Method, id), new ShownPart(PaymentsJson.Write(method.Masked), whole, method.BusinessId));
            }
        }

        if (Of(MarkKind.User) is { Count: > 0 } users)
        {
            foreach (var (id, user) in await ShownUsers.ReadAsync(session, users, cancel))
            {
                parts.Add(new Mark(MarkKind.User, id), new ShownPart(PaymentsJson.Write(user.Shown), null, user.BusinessId));
            }
        }

        return parts;

        List<Guid> Of(MarkKind kind) => [.. marks.Where(mark => mark.Kind == kind).Select(mark => mark.Id)];
    }
}
