namespace Quittance.Simulator.Faults;

/// <summary>The faults an account still has before it.</summary>
internal sealed class FaultList
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];
    private volatile int _count;

    public void Add(Fault fault)
    {
        lock (_lock)
        {
            _faults.Add(fault);
            _count = _faults.Count;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
            _count = 0;
        }
    }

    public IReadOnlyList<Fault> All()
    {
        lock (_lock)
        {
            return [.. _faults];
        }
    }

    /// <summary>The first fault that hits this request, used up by one.</summary>
    public Fault? Take(Provider provider, string method, string path)
    {
        if (_count == 0)
        {
            return null; // The way of nearly all requests.
        }

        lock (_lock)
        {
            for (var index = 0; index < _faults.Count; index++)
            {
                var fault = _faults[index];
                if (!fault.Fits(provider, method, path))
                {
                    continue;
                }

                if (fault.Skip > 0)
                {
                    _faults[index] = fault with { Skip = fault.Skip - 1 };
                    continue;
                }

                Use(index, fault);
                return fault;
            }
        }

        return null;
    }

    private void Use(int index, Fault fault)
    {
        if (fault.Count <= 1)
        {
            _faults.RemoveAt(index);
            _count = _faults.Count;
        }
        else
        {
            _faults[index] = fault with { Count = fault.Count - 1 };
        }
    }
}
