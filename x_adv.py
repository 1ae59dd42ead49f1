"""nested merges (field > issuer), wrapped columns two at once, number centred."""
import random, collections
from tests.tables.pages import *
HEAD=["序号","行业领域","职业资格证书","发证机构","国家（地区）"]
XS=[50,80,140,300,440,520]
W="注册执业会计税务测量工程建筑结构设备环境安全管理软件网络数据金融风险精算护理康复"
stat=collections.Counter(); ex=[]
for seed in range(3000):
    r=random.Random(seed)
    n=r.randint(12,30); truth=[]; f=i=0; issuers=[];
    fields=[];iss=[]
    while len(fields)<n:
        k=r.randint(1,7); 
        fields+= [(len(set(fields)),)*1]*0
        fid=len(fields); 
        sub=[]
        while len(sub)<k:
            m=r.randint(1,3); sub+=[len(sub)+fid]*m
        sub=sub[:k]
        fields+=[fid]*k; iss+=sub
    fields=fields[:n]; iss=iss[:n]
    def text(row,l): 
        cs=[W[(row*7+j*(row%5+1))%len(W)] for j in range(l*8-r.randint(0,6))]; return ["".join(cs[a:a+8]) for a in range(0,len(cs),8)]
    names=[text(a,r.randint(1,4)) for a in range(n)]
    F={x:f"领域{W[x%30]}{x}" for x in fields}; I={x:f"发证{W[x%30]}协会{x}" for x in iss}
    C=[r.choice(["英国","美国","日本",""]) if seed%2 else r.choice(["英国","美国","日本"]) for _ in range(n)]
    truth=[[str(a+1),F[fields[a]],"".join(names[a]),I[iss[a]],C[a]] for a in range(n)]
    pages=[[HEAD]]; hdr=r.random()<.5; carried=r.choice(["blank","again"]); numlow=r.random()<.3
    cuts={x:r.randint(0,len(names[x])-1) for x in r.sample(range(3,n),3)}
    for a in range(n):
        c=cuts.get(a); new=c==0
        def mer(ids,T):
            if a and ids[a]==ids[a-1]:
                if new: return T[ids[a]] if carried=="again" else ""
                return "^"
            return T[ids[a]]
        if new: pages.append([HEAD] if hdr else [])
        fl,il=mer(fields,F),mer(iss,I)
        if c:
            pages[-1].append(["" if numlow else str(a+1),fl,"\n".join(names[a][:c]),il,C[a]])
            pages.append([HEAD] if hdr else [])
            pages[-1].append([str(a+1) if numlow else "",F[fields[a]] if carried=="again" else "","\n".join(names[a][c:]),I[iss[a]] if carried=="again" else "",""])
        else: pages[-1].append([str(a+1),fl,"\n".join(names[a]),il,C[a]])
    ts=joined(*[page(k+1,p,xs=XS) for k,p in enumerate(pages)])
    if len(ts)!=1: stat["tables"]+=1; continue
    t=ts[0]; got=texts(t)[1:]
    if len(got)!=n: stat["rows"]+=1; ex.append((seed,numlow,carried,hdr,len(got)-n, len(codes(t))));continue
    g=t.grid()
    for row in range(n):
        marked=any(g[row+2,c].findings for c in range(1,6))
        for c in range(5):
            stat["cells"]+=1
            cm=bool(g[row+2,c+1].findings) or g[row+2,c+1].confidence<.9
            stat["marked"]+=cm
            if got[row][c]!=truth[row][c]:
                stat["wrong marked" if cm else "WRONG"]+=1
                if not cm: ex.append((seed,row,c,got[row][c],truth[row][c],carried,hdr,numlow,cuts))
print(stat); 
for e in ex[:14]: print(e)
