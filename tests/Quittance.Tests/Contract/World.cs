using Quittance.Server.Api;
using Quittance.Server.Api.Network;
using Quittance.Server.Security;

namespace Quittance.Tests.Contract;

/// <summary>An organization in which one of everything exists, made when it is asked for.</summary>
internal sealed class World
{
    private readonly Dictionary<string, string> _ids = [];
    private readonly Tenant _tenant;
    private string? _limitedToken;

    private World(Tenant tenant) => _tenant = tenant;

    /// <summary>The owner, who may do and see everything.</summary>
    public Tenant Owner => _tenant;

    public static async Task<World> NewAsync(TestServer server) => new(await server.NewTenantAsync());

    /// <summary>The id of a real thing that a parameter of this name can name.</summary>
    public async Task<string> IdAsync(string parameter)
    {
        if (!_ids.TryGetValue(parameter, out var id))
        {
            id = await Things.Of(parameter).Make(this);
            _ids[parameter] = id;
        }

        return id;
    }

    public async Task<Dictionary<string, string>> IdsAsync(IEnumerable<string> parameters)
    {
        var ids = new Dictionary<string, string>();
        foreach (var parameter in parameters)
        {
            ids[parameter] = await IdAsync(parameter);
        }

        return ids;
    }

    /// <summary>The same organization seen with every permission but limited to <see cref="Things.Elsewhere"/>, of which nothing else here is.</summary>
    public async Task<Tenant> LimitedAsync()
    {
        Assert.True(Ids.TryRead(NetworkIds.Business, await IdAsync(Things.Elsewhere), out var elsewhere));
        _limitedToken ??= await TokenMaking.AddAsync(_tenant.Server.Owner, _tenant.Id, Permission.All, [elsewhere]);
        return _tenant.With(_limitedToken);
    }
}
