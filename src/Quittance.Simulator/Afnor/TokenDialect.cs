using System.Text;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Afnor;

/// <summary>The token endpoint: client credentials in the form or in a Basic header (RFC 6749 §2.3.1).</summary>
internal sealed class TokenDialect : Dialect
{
    public override Provider Provider => Provider.Afnor;

    public override async ValueTask<Account?> FindAccountAsync(HttpContext context, AccountBook accounts)
    {
        if (BasicOf(context) is { } basic)
        {
            return accounts.FindByClient(basic.Id, basic.Secret);
        }

        if (!context.Request.HasFormContentType)
        {
            return null;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return accounts.FindByClient(form["client_id"].ToString(), form["client_secret"].ToString());
    }

    public override Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        var error = status == StatusCodes.Status401Unauthorized ? "invalid_client" : "temporarily_unavailable";
        return context.Response.WriteAsJsonAsync(new { error, error_description = message }, Text.Camel, context.RequestAborted);
    }

    private static (string Id, string Secret)? BasicOf(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var decoded = new byte[header.Length];
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) || !Convert.TryFromBase64String(header[6..].Trim(), decoded, out var length))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(decoded, 0, length).Split(':', 2);
        return pair.Length == 2 ? (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1])) : null;
    }
}
