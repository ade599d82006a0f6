using Quittance.Simulator.Webhooks;

namespace Quittance.Simulator.Control;

/// <summary>A webhook target to set up; without a secret one is made up, as providers do.</summary>
internal sealed record TargetRequest(Provider Provider, Uri Url, string? Secret, SignatureScheme? Scheme, string? Header, bool? Automatic)
{
    public WebhookTarget ToTarget(string id, string madeUpSecret)
    {
        var usual = WebhookTarget.UsualOf(Provider);
        return new WebhookTarget(id, Provider, Url, Secret ?? madeUpSecret, Scheme ?? usual.Scheme, Header ?? usual.Header) { IsAutomatic = Automatic ?? true };
    }
}
