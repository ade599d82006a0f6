namespace Quittance.Simulator.Webhooks;

/// <summary>The newest deliveries of an account.</summary>
internal sealed class DeliveryLog
{
    private const int Kept = 1000;
    private readonly Lock _lock = new();
    private readonly List<Delivery> _deliveries = [];

    public void Put(Delivery delivery)
    {
        lock (_lock)
        {
            var index = _deliveries.FindIndex(known => string.Equals(known.Id, delivery.Id, StringComparison.Ordinal));
            if (index >= 0)
            {
                _deliveries[index] = delivery;
                return;
            }

            _deliveries.Add(delivery);
            if (_deliveries.Count > Kept)
            {
                _deliveries.RemoveAt(0);
            }
        }
    }

    public Delivery? Find(string id)
    {
        lock (_lock)
        {
            return _deliveries.Find(delivery => string.Equals(delivery.Id, id, StringComparison.Ordinal));
        }
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Delivery> All()
    {
        lock (_lock)
        {
            return [.. _deliveries];
        }
    }
}
