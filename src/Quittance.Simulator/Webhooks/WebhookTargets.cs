namespace Quittance.Simulator.Webhooks;

/// <summary>The targets of an account.</summary>
internal sealed class WebhookTargets
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, WebhookTarget> _byId = new(StringComparer.Ordinal);

    public void Put(WebhookTarget target)
    {
        lock (_lock)
        {
            _byId[target.Id] = target;
        }
    }

    public bool Remove(string id)
    {
        lock (_lock)
        {
            return _byId.Remove(id);
        }
    }

    public IReadOnlyList<WebhookTarget> All()
    {
        lock (_lock)
        {
            return [.. _byId.Values.OrderBy(target => target.Id, StringComparer.Ordinal)];
        }
    }

    public IReadOnlyList<WebhookTarget> Of(Provider provider) => [.. All().Where(target => target.Provider == provider)];
}
