using System.Text.Json.Nodes;

namespace Quittance.Connectors.AccountingSystems.Tryton;

/// <summary>An open session with Tryton.</summary>
/// <param name="Authorization">The header's value; it is as good as a password.</param>
/// <param name="UserId">Who is logged in.</param>
/// <param name="CompanyId">Whose books are kept.</param>
/// <param name="Context">The last parameter of every call: JSON.</param>
internal sealed record TrytonSession(string Authorization, long UserId, long CompanyId, string Context)
{
    /// <summary>The context with more in it, as one call needs it.</summary>
    public JsonObject ContextWith(JsonObject? more)
    {
        var context = JsonNode.Parse(Context)!.AsObject();
        foreach (var (name, value) in more ?? [])
        {
            context[name] = value?.DeepClone();
        }

        return context;
    }

    /// <summary>Never the session's token.</summary>
    public override string ToString() => $"user {UserId}, company {CompanyId}";
}
