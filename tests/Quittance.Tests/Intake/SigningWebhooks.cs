using System.Security.Cryptography;
using System.Text;

namespace Quittance.Tests.Intake;

/// <summary>Calls our webhooks as the generic bill feed does.</summary>
internal static class SigningWebhooks
{
    public static string Signature(string secret, byte[] body) => $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}";

    /// <summary>An event of the provider <c>yooz</c>, signed rightly and taken.</summary>
    public static async Task CallAsync(this Tenant tenant, string connection, string secret, string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        (await tenant.CallAsync($"/webhooks/yooz/{connection}", body, Signature(secret, body))).Ok();
    }

    public static async Task<Answer> CallAsync(this Tenant tenant, string path, byte[] body, string signature)
    {
        using var http = new HttpClient { BaseAddress = tenant.Server.Address };
        using var content = new ByteArrayContent(body);
        content.Headers.Add("X-Webhook-Signature", signature);
        content.Headers.Add("Content-Type", "application/json");
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
