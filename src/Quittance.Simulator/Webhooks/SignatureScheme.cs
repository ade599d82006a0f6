namespace Quittance.Simulator.Webhooks;

/// <summary>How deliveries are signed.</summary>
public enum SignatureScheme
{
    /// <summary><c>sha256=HEX</c> over the body, in <c>X-Webhook-Signature</c>.</summary>
    BodyHex,

    /// <summary>Base64 over the body, in <c>X-Webhook-Signature</c>.</summary>
    BodyBase64,

    /// <summary><c>t=SECONDS,v1=HEX</c> over <c>t.body</c>: Stripe's way, which Pennylane and Qonto follow with headers of their own.</summary>
    Timestamped,

    /// <summary>Standard Webhooks 1.0: <c>webhook-id</c>, <c>webhook-timestamp</c>, <c>webhook-signature: v1,BASE64</c> over <c>id.timestamp.body</c>.</summary>
    Standard,
}
