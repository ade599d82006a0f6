using Microsoft.Extensions.DependencyInjection;
using Quittance.Server.Security;
using Quittance.Server.Storage;
using Quittance.Server.Users;

namespace Quittance.Tests;

/// <summary>Makes tokens that hold less than the owner's.</summary>
internal static class TokenMaking
{
    /// <param name="businesses">The businesses that it is limited to; null means all of the organization.</param>
    public static async Task<string> AddAsync(IServiceProvider services, OrganizationId organization, IReadOnlyList<string> permissions, IReadOnlyList<Guid>? businesses)
    {
        var cancel = TestContext.Current.CancellationToken;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var token = Token.New(Token.ApiPrefix);
        await using var session = await services.GetRequiredService<Database>().OpenAsync(organization, cancel);
        await session.ApiTokens.AddAsync(new ApiToken(Guid.CreateVersion7(now), null, "less", permissions, businesses, now, null), token.Hash, cancel);
        await session.CommitAsync(cancel);
        return token.Text;
    }
}
