using System.Text.Json;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>What a call gave back.</summary>
/// <param name="Value">The answer's <c>result</c>.</param>
/// <param name="Session">The session it was made in, which may be a new one.</param>
/// <param name="Clock">The server's time; null when it does not say.</param>
internal sealed record TrytonResult(JsonElement Value, TrytonSession Session, DateTimeOffset? Clock);
