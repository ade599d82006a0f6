using Quittance.Simulator.Accounts;

namespace Quittance.Simulator.Bills;

/// <summary>The bills of one account at one provider, in the order of their last change.</summary>
internal sealed class BillShelf(Provider provider, AccountClock clock, SeededValues values)
{
    private readonly Lock _lock = new();
    private readonly List<Bill> _byChange = [];
    private readonly Dictionary<string, Bill> _byId = new(StringComparer.Ordinal);
    private readonly List<BillChange> _changes = [];

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
    public IReadOnlyList<Bill> ChangedAfter(DateTimeOffset after, int limit = int.MaxValue)
    {
        lock (_lock)
        {
            var first = FirstAfter(_byChange.Count, index => _byChange[index].UpdatedAt, after);
            return _byChange.GetRange(first, Math.Min(limit, _byChange.Count - first));
        }
    }

    public IReadOnlyList<Bill> All() => ChangedAfter(DateTimeOffset.MinValue);

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
            return FirstAfter(_changes.Count, index => _changes[index].At, notBefore.AddTicks(-1));
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
            _byChange.RemoveAt(FirstAfter(_byChange.Count, index => _byChange[index].UpdatedAt, bill.UpdatedAt.AddTicks(-1)));
            _byChange.Add(changed);
            _byId[id] = changed;
            Note(changed, operation);
            return changed;
        }
    }

    // Microseconds that no millisecond clock would give: who drops them asks from a time before the change.
    private void Note(Bill bill, string operation) =>
        _changes.Add(new BillChange(bill.Id, operation, bill.UpdatedAt.AddMicroseconds(1 + (_changes.Count * 137 % 998))));

    private string NewId() => provider switch
    {
        Provider.Afnor or Provider.Qonto => values.Uuid(),
        Provider.Pennylane => values.Number().ToString(Wire.Text.Invariant),
        Provider.Http or Provider.Yooz => $"inv_{values.Hex(16)}",
    };

    private static int FirstAfter(int count, Func<int, DateTimeOffset> at, DateTimeOffset time)
    {
        var (low, high) = (0, count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = at(middle) > time ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
