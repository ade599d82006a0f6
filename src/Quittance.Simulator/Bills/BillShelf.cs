using Quittance.Simulator.Accounts;

namespace Quittance.Simulator.Bills;

/// <summary>The bills of one account at one provider, in the order of their last change.</summary>
internal sealed class BillShelf(Provider provider, AccountClock clock, SeededValues values)
{
    private readonly Lock _lock = new();
    private readonly List<Bill> _byChange = [];
    private readonly Dictionary<string, Bill> _byId = new(StringComparer.Ordinal);
    private readonly List<BillChange> _changes = [];
    private readonly long _firstNumber = values.Number();

    public Bill Add(BillFile file, string? id = null)
    {
        lock (_lock)
        {
            var now = clock.Stamp();
            var bill = new Bill(provider, id ?? NewId(), values.Uuid(), now, now, file, IsDeleted: false);
            _byId.Add(bill.Id, bill);
            _byChange.Add(bill);
            Note(bill, "insert");
            return bill;
        }
    }

    /// <summary>Gives it another file, or only a later time of change.</summary>
    /// <returns>Null when there is none, or no more.</returns>
    public Bill? Update(string id, BillFile? file) => Change(id, bill => bill with { File = file ?? bill.File }, "update");

    public Bill? Delete(string id) => Change(id, bill => bill with { IsDeleted = true }, "delete");

    /// <returns>Also deleted ones.</returns>
    public Bill? Find(string id)
    {
        lock (_lock)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    public Bill? FindAttachment(string id)
    {
        lock (_lock)
        {
            return _byChange.Find(bill => string.Equals(bill.AttachmentId, id, StringComparison.Ordinal));
        }
    }

    /// <summary>Those changed after a time, oldest change first, deleted ones too.</summary>
    public IReadOnlyList<Bill> ChangedAfter(DateTimeOffset after, int limit = int.MaxValue) => Changed(bill => bill.UpdatedAt > after, limit);

    /// <summary>Those changed at a time or after it.</summary>
    public IReadOnlyList<Bill> ChangedFrom(DateTimeOffset from, int limit = int.MaxValue) => Changed(bill => bill.UpdatedAt >= from, limit);

    public IReadOnlyList<Bill> All() => ChangedFrom(DateTimeOffset.MinValue);

    /// <summary>The changelog from a place on.</summary>
    /// <param name="from">How many lines to leave out.</param>
    public IReadOnlyList<BillChange> Changes(int from, int limit)
    {
        lock (_lock)
        {
            return from >= _changes.Count ? [] : _changes.GetRange(from, Math.Min(limit, _changes.Count - from));
        }
    }

    /// <summary>The place of the first line that is not before a time.</summary>
    public int FirstChange(DateTimeOffset notBefore)
    {
        lock (_lock)
        {
            return First(_changes, change => change.At >= notBefore);
        }
    }

    // Numbers go up, with gaps, since other customers' bills lie between.
    private string NextNumber()
    {
        var number = _firstNumber + (_byId.Count * 7);
        while (_byId.ContainsKey(number.ToString(Wire.Text.Invariant)))
        {
            number++; // Somebody chose this one.
        }

        return number.ToString(Wire.Text.Invariant);
    }

    private List<Bill> Changed(Predicate<Bill> since, int limit)
    {
        lock (_lock)
        {
            var first = First(_byChange, since);
            return _byChange.GetRange(first, Math.Min(limit, _byChange.Count - first));
        }
    }

    private Bill? Change(string id, Func<Bill, Bill> change, string operation)
    {
        lock (_lock)
        {
            if (!_byId.TryGetValue(id, out var bill) || bill.IsDeleted)
            {
                return null;
            }

            var changed = change(bill) with { UpdatedAt = clock.Stamp() };
            _byChange.RemoveAt(First(_byChange, other => other.UpdatedAt >= bill.UpdatedAt));
            _byChange.Add(changed);
            _byId[id] = changed;
            Note(changed, operation);
            return changed;
        }
    }

    // Microseconds that no millisecond clock would give: who drops them asks from a time before the change.
    private void Note(Bill bill, string operation) =>
        _changes.Add(new BillChange(bill.Id, operation, bill.UpdatedAt.AddMicroseconds(1 + (_changes.Count * 137 % 998)), bill.CreatedAt));

    private string NewId() => provider switch
    {
        Provider.Afnor or Provider.Qonto => values.Uuid(),
        Provider.Pennylane => NextNumber(),
        Provider.Http or Provider.Yooz => $"inv_{values.Hex(16)}",
    };

    /// <summary>The place of the first entry that fits, in a list where all after it fit too.</summary>
    private static int First<T>(List<T> entries, Predicate<T> fits)
    {
        var (low, high) = (0, entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = fits(entries[middle]) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
